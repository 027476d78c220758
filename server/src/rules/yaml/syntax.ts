/** yaml/syntax: what YAML cannot read. */
import { scriptItems, type ScriptItem } from '../../gitlab/script-items.ts';
import { defineRule } from '../rule.ts';
import type { EntrySubject } from '../subjects.ts';
import { explainProblem, explainScriptProblem } from './syntax-wording.ts';

/** Problems that say the same for each place; of all others only the first in an entry tells something. */
const INDEPENDENT: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'REPEATED_KEY', 'UNKNOWN_ALIAS']);

export const rule = defineRule({
  id: 'yaml/syntax',
  severity: 'error',
  summary: 'Text that YAML cannot read: tabs, indentation, open quotes, keys given twice, unknown aliases.',
  scope: 'document',
  check({ kind, path, document }, report) {
    const broken = new Set<object>();
    for (const problem of document.problems) {
      const { segment } = problem.at;
      if (!INDEPENDENT.has(problem.code)) {
        if (broken.has(segment)) continue;
        broken.add(segment);
      }
      const entry = document.entries.find((candidate) => candidate.segment === segment);
      const item =
        entry && kind === 'pipeline'
          ? scriptItemAt({ kind, path, document, entry }, problem.at.start)
          : undefined;
      // That `: ` cuts a script line in two is what yaml/script-colon explains.
      if (item?.node.kind === 'map' && !item.node.flow) continue;
      report(item ? explainScriptProblem(problem, item) : explainProblem(problem, entry, kind));
    }
  },
});

function scriptItemAt({ document, entry }: EntrySubject, offset: number): ScriptItem | undefined {
  return scriptItems(document, entry).find(
    ({ at }) => at.segment === entry.segment && at.start <= offset && offset <= at.end,
  );
}
