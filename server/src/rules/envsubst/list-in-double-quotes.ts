/** envsubst/list-in-double-quotes: the shell puts the values into the list before envsubst can read names in it. */
import { findPlaceholders } from '../../envsubst/placeholder.ts';
import type { EnvsubstCall, SubstitutionList } from '../../delivery/envsubst-call.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { knownText } from '../../delivery/partial-text.ts';
import { placeOfCommand } from '../../gitlab/command-place.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { manifestAt } from '../../project/manifests.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'envsubst/list-in-double-quotes',
  severity: 'error',
  summary: 'The list of envsubst stands in double quotes, so the shell expands it.',
  scope: 'project',
  check(snapshot, report) {
    for (const job of deliveryOf(snapshot).jobsWith('envsubst')) {
      for (const call of job.envsubstCalls) {
        const { list } = call;
        if (!list?.isExpandedByShell || !isMeantAsNames(snapshot, call, list)) continue;
        const written = textOf(list.at);
        report({
          at: list.at,
          message: `The shell puts values in place of the names in \`${written}\`, so envsubst gets a list that names nothing and leaves every placeholder as it is. Put the list in single quotes.`,
          fixes: inSingleQuotes(job, call, list),
        });
      }
    }
  },
});

/** Whether the names in the word are the placeholders themselves, not a variable that holds the list. */
function isMeantAsNames(snapshot: Snapshot, call: EnvsubstCall, list: SubstitutionList): boolean {
  if (list.names && list.names.size > 0) return false;
  const written = textOf(list.at);
  if (/\$\(|`|\$\{\w+[^\w}]/.test(written)) return false;
  const names = findPlaceholders(written).map(({ name }) => name);
  if (names.length === 0) return false;
  const values = names.map((name) => call.environment.variable(name)?.value);
  if (values.every((value) => value && knownText(value)?.includes('$') === false)) return true;
  const used = new Set(call.files.flatMap(({ path }) => (path === undefined ? [] : namesIn(snapshot, path))));
  return names.some((name) => used.has(name)) || (used.size === 0 && names.length > 1);
}

/** The names that a file has placeholders of. */
function namesIn(snapshot: Snapshot, path: string): readonly string[] {
  const manifest = manifestAt(snapshot, path);
  if (manifest) return manifest.placeholders.map(({ name }) => name);
  return findPlaceholders(snapshot.text(path)?.text ?? '').map(({ name }) => name);
}

function inSingleQuotes(job: JobDelivery, call: EnvsubstCall, { at }: SubstitutionList): Fix[] {
  const written = textOf(at);
  const inner =
    /^(\\?")([^"'\\]*)\1$/.exec(written)?.[2] ?? (/^[^"'\\\s]+$/.test(written) ? written : undefined);
  if (inner === undefined) return [];
  return [
    {
      title: 'Put the list in single quotes',
      isPreferred: true,
      edits: () => {
        const item = placeOfCommand(job.job, call.nameAt)?.item;
        const quote = item?.style === 'single' ? "''" : "'";
        return { edits: [{ at, newText: quote + inner + quote }] };
      },
    },
  ];
}
