/**
 * What the API server would refuse once a manifest is rendered. It loads the schemas of Kubernetes, so nothing that
 * the first diagnostics need may import this file.
 */
import type { SchemaProblem } from '../schema/problem.ts';
import { validateResource } from '../schema/kubernetes.ts';
import { contains, type Span } from '../text/span.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { ParsedSegment, YamlProblem } from '../yaml/parse-segment.ts';
import { WILDCARD, type Data } from '../yaml/to-data.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import type { Manifest } from './manifest.ts';
import type { ManifestPlaceholder } from './placeholder.ts';
import {
  isMarked,
  renderManifest,
  unmarked,
  type PlaceholderLookup,
  type RenderedManifest,
} from './rendering.ts';
import { readResources, type Resource } from './resource.ts';
import { UNKNOWN_START } from './template-yaml.ts';
import { hasToken } from './template-token.ts';

export interface RenderedProblem {
  /** `yaml`: the rendered text is no YAML any more, though the template is. */
  readonly kind: SchemaProblem['kind'] | 'yaml';
  readonly message: string;
  /** In the template. */
  readonly at: Span;
  readonly nearest?: string;
  /** The JSON types that the place takes, for a problem of kind `type`. */
  readonly expected?: readonly string[];
  /** The placeholders in the text that is wrong; none where what is written itself is wrong. */
  readonly placeholders: readonly ManifestPlaceholder[];
}

/**
 * Validates a manifest with values put in. What depends on unknown values is left out, as are kinds that are not
 * known here and templates of other languages. Never throws.
 */
export function validateRendered(manifest: Manifest, lookup: PlaceholderLookup): readonly RenderedProblem[] {
  if (manifest.form !== 'resources') return [];
  const rendered = renderManifest(manifest, lookup);
  const problems: RenderedProblem[] = [];
  for (const document of rendered.documents) {
    const found = findingsOf(document);
    const broken = brokenBy(found.yaml, rendered);
    // Of a document that the values broke nothing else can be said.
    if (broken) problems.push(broken);
    else
      for (const problem of found.schema) {
        const origin = rendered.origin(problem.at);
        if (origin) problems.push({ ...problem, ...origin });
      }
  }
  return problems;
}

/** The first place where the rendered document is no YAML any more though its template is. */
function brokenBy(yaml: readonly YamlProblem[], rendered: RenderedManifest): RenderedProblem | undefined {
  for (const { code, message, at } of yaml) {
    const origin = rendered.origin(at);
    if (!origin || isInTemplate(rendered.manifest, code, origin.at)) continue;
    const [placeholder] = origin.placeholders;
    return { kind: 'yaml', message, ...origin, ...(placeholder && { at: placeholder.at }) };
  }
  return undefined;
}

/** Whether the template has the same problem at the same place before it is rendered. */
function isInTemplate(manifest: Manifest, code: string, at: Span): boolean {
  return manifest.documents.some((document) =>
    document.problems.some((it) => it.code === code && it.at.segment === at.segment),
  );
}

interface DocumentFindings {
  readonly entries: readonly ParsedSegment[];
  readonly schema: readonly SchemaProblem[];
  readonly yaml: readonly YamlProblem[];
}

const kept = new WeakMap<ParsedSegment, DocumentFindings>();

function findingsOf(document: YamlDocument): DocumentFindings {
  const { entries } = document;
  const [first] = entries;
  const known = first && kept.get(first);
  if (known && known.entries.length === entries.length && known.entries.every((it, at) => it === entries[at]))
    return known;
  const findings = {
    entries,
    // Half a document gives no sense: its resources are read again when it is YAML.
    schema: readResources(document).flatMap(schemaProblems),
    yaml: document.problems,
  };
  if (first) kept.set(first, findings);
  return findings;
}

function schemaProblems(resource: Resource): readonly SchemaProblem[] {
  const { document, node } = resource;
  const unknown: YamlNode[] = [];
  const override = (it: YamlNode): { readonly data: Data } | undefined => {
    if (it.kind !== 'scalar') return undefined;
    if (hasToken(it.value) && it.style === 'plain') return { data: WILDCARD };
    if (!isMarked(it.value)) return undefined;
    if (it.style === 'plain' && !isSurelyText(it.value)) return { data: WILDCARD };
    // In quotes it is a text, whatever stands in it.
    unknown.push(it);
    return { data: unmarked(it.value) };
  };
  const problems = validateResource(
    resource.apiVersion.text,
    resource.kindText.text,
    document,
    node,
    override,
  );
  return (problems ?? []).filter((problem) => {
    if (problem.kind === 'missing-key' || problem.kind === 'unknown-key') return !isOpen(problem, resource);
    return problem.kind === 'type' || !unknown.some((it) => contains(it, problem.at));
  });
}

/** Whether YAML reads a plain scalar as a text, whatever its unknown parts are: no number and no word of YAML is like it. */
function isSurelyText(marked: string): boolean {
  const known = marked.replace(/\ue010\w*\ue011/g, ' ');
  return /[/@]|[A-Za-z]{6}/.test(known);
}

/** Whether unknown lines stand where the problem is: they may bring what is missing. */
function isOpen(problem: SchemaProblem, resource: Resource): boolean {
  if (problem.message.includes(UNKNOWN_START)) return true;
  if (problem.kind !== 'missing-key') return false;
  return resource.document.entries.some((entry) =>
    /^[ \t]*\ue010\w+\ue011[ \t]*\r?$/m.test(entry.segment.text),
  );
}
