/** The manifests that jobs render with envsubst. Loaded late, as all of delivery is. */
import type { TemplateUse } from '../delivery/delivery.ts';
import { placeholderOutcome, type PlaceholderOutcome } from '../delivery/placeholder-value.ts';
import { readerOf, type FieldReader } from '../kubernetes/field-reader.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { isEscaped, type ManifestPlaceholder } from '../kubernetes/placeholder.ts';
import { allManifestsOf, deliveryOf } from './delivery.ts';
import type { Snapshot } from './snapshot.ts';

export interface Template {
  readonly manifest: Manifest;
  /** The calls of envsubst that surely read it as it is written; at least one. */
  readonly uses: readonly TemplateUse[];
  /** The manifest's placeholders, but for what each use takes for text. */
  readonly placeholders: readonly ManifestPlaceholder[];
}

/** Every manifest that a call of envsubst reads, where no other tool changes its text before. */
export function templatesOf(snapshot: Snapshot): readonly Template[] {
  return snapshot.derive(templatesOf, (it) => {
    const delivery = deliveryOf(it);
    return allManifestsOf(it).flatMap((manifest): Template[] => {
      if (manifest.form !== 'resources') return [];
      const all = delivery.templateUses(manifest.path);
      const uses = all.filter((use) => use.isCertain && use.editedBy.length === 0);
      if (uses.length === 0 || uses.length < all.filter((use) => use.isCertain).length) return [];
      const isA8m = uses.every(({ call }) => call.flavour === 'a8m');
      const { placeholders } = manifest;
      return [
        { manifest, uses, placeholders: isA8m ? placeholders.filter((it) => !isEscaped(it)) : placeholders },
      ];
    });
  });
}

/** What a use makes of a name. */
export function outcomeOf(use: TemplateUse, name: string): PlaceholderOutcome {
  return placeholderOutcome(use.call, name);
}

/** Who reads the text that a placeholder stands in; undefined in comments and outside of fields. */
export function placeholderReader(
  manifest: Manifest,
  placeholder: ManifestPlaceholder,
): FieldReader | undefined {
  return placeholder.field && readerOf(placeholder.field, manifest.resourceOf(placeholder.field));
}

/** The names of the variables that the job of a use has, as far as the files and the configuration tell. */
export function namesOf(snapshot: Snapshot, use: TemplateUse): ReadonlySet<string> {
  const { job } = use.job;
  return new Set([
    ...(deliveryOf(snapshot).variables(job)?.names() ?? []),
    ...use.call.environment.assigned.map(({ name }) => name),
    ...(snapshot.configuration.variables?.keys() ?? []),
  ]);
}
