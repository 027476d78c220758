/** pipeline/rules-with-only: `rules` beside `only` or `except` in one job. */
import { removePair } from '../../yaml/insert.ts';
import { isMap, keyOf } from '../../yaml/node.ts';
import { isNull } from '../../yaml/plain-value.ts';
import type { Job } from '../../gitlab/job.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'pipeline/rules-with-only',
  severity: 'error',
  summary: 'A job has `rules` and `only` or `except`: GitLab takes one way or the other.',
  scope: 'job',
  check(job, report) {
    const rules = job.keyword('rules');
    if (!rules || job.isHidden || job.isMalformed) return;
    for (const name of ['only', 'except'] as const) {
      const other = job.keyword(name);
      if (!other || isNull(other.value)) continue;
      const isOwn = other.origin === 'own';
      // Where one of them is inherited, the other is what the user wrote here.
      const at = isOwn ? other.key : rules.origin === 'own' ? rules.key : job.key;
      report({
        at,
        message: `\`${job.name}\` has both \`rules\` and \`${name}\`${isOwn && rules.origin === 'own' ? '' : ', one of them inherited'}: "key may not be used with \`rules\`", and GitLab refuses the pipeline. Say with \`rules\` what \`${name}\` says.`,
        related: [
          { at: isOwn ? rules.key : other.key, message: `\`${isOwn ? 'rules' : name}\` stands here` },
        ],
        fixes: isOwn ? removal(job, name) : [],
      });
    }
  },
});

/** Never the preferred one: what `only` says may not be in the rules yet. */
function removal(job: Job, name: string): Fix[] {
  return job.entries.flatMap(({ value }): Fix[] => {
    const pair = isMap(value) ? value.pairs.find((it) => keyOf(it) === name) : undefined;
    if (!isMap(value) || !pair) return [];
    return [
      {
        title: `Remove \`${name}\``,
        edits: () => {
          const edit = removePair(value, pair);
          return edit && { edits: [edit] };
        },
      },
    ];
  });
}
