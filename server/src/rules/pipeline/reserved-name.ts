/** pipeline/reserved-name: a root key that GitLab takes for a job, though something else was meant. */
import { misplacedKeyword, type MisplacedKeyword } from '../../gitlab/misplaced-keyword.ts';
import { defineRule, replaceFix } from '../rule.ts';

export const rule = defineRule({
  id: 'pipeline/reserved-name',
  severity: 'error',
  summary: 'A misspelt global keyword, a job’s keyword at the root, or a name that no job can have.',
  scope: 'job',
  check(job, report) {
    const misplaced = misplacedKeyword(job.entry);
    if (!misplaced) return;
    const fixes =
      misplaced.kind === 'misspelt'
        ? [replaceFix(`Change to \`${misplaced.meant}\``, job.key, misplaced.meant)]
        : [];
    report({ at: job.key, message: message(job.name, misplaced), fixes });
  },
});

function message(name: string, misplaced: MisplacedKeyword): string {
  switch (misplaced.kind) {
    case 'misspelt':
      return `\`${name}\` is no global keyword, so GitLab takes it for a job, one without a script, and refuses the pipeline. Did you mean \`${misplaced.meant}\`?`;
    case 'job-keyword':
      return `\`${name}\` belongs into a job. At the root GitLab takes it for a job of that name, one without a script, and refuses the pipeline. Indent it below its job.`;
    case 'reserved':
      return `No job can be called \`${name}\`: GitLab refuses the pipeline.`;
  }
}
