/** pipeline/never-runs: a job that no pipeline has, or a rule that is never reached. */
import type { Job } from '../../gitlab/job.ts';
import { reachOf, type MistakenSource, type RuleReach } from '../../gitlab/reachable-rules.ts';
import { readRules } from '../../gitlab/rule-clauses.ts';
import { firstLine } from '../../schema/problem.ts';
import { isSequence, type ScalarNode } from '../../yaml/node.ts';
import { spanInScalar } from '../../yaml/scalar-map.ts';
import { defineRule, replaceFix, type Report } from '../rule.ts';

/** It evaluates expressions, with RE2. */
export const isLoadedLate = true;

export const rule = defineRule({
  id: 'pipeline/never-runs',
  severity: 'warning',
  summary: 'A job whose rules let it into no pipeline, or a rule that is never reached.',
  scope: 'job',
  check(job, report) {
    if (job.isHidden || job.isMalformed || job.extendsCycle || job.missing.length > 0) return;
    const rules = job.keyword('rules');
    if (!rules?.value || !isSequence(rules.value) || rules.value.tag) return;
    const clauses = readRules(rules.value);
    const reached = reachOf(clauses);
    const never = whyNever(job, reached);
    if (never !== undefined) {
      report({ at: job.key, message: never });
      return;
    }
    for (const reach of reached) {
      const found = unreached(reach);
      if (found) report(found);
    }
  },
});

/** A job that somebody switched off with a single `when: never` is meant to be off. */
function whyNever(job: Job, reached: readonly RuleReach[]): string | undefined {
  // The rule with the mistake is told of itself.
  if (reached.some(({ mistakenSource }) => mistakenSource)) return undefined;
  const possible = reached.filter(({ truth, hiddenBy }) => truth !== false && !hiddenBy);
  const runs = possible.filter(
    ({ clause }) => (clause.when ?? job.scalar('when'))?.value !== 'never' || clause.isOpen,
  );
  if (runs.length > 0 || reached.length === 0) return undefined;
  if (reached.every(({ clause }) => clause.when?.value === 'never' && !clause.condition)) return undefined;
  const unset = reached.find((it) => it.unset !== undefined)?.unset;
  if (unset !== undefined)
    return `\`${job.name}\` is in no pipeline: its rules want \`${unset}\`, which is set only when a runner takes the job, after the rules were read.`;
  const isAllNever = reached.every(({ clause }) => clause.when?.value === 'never');
  return isAllNever
    ? `\`${job.name}\` is in no pipeline: all of its rules say \`when: never\`, and where none applies the job is left out too. Add a last rule with \`when: on_success\`.`
    : `\`${job.name}\` is in no pipeline: none of its rules that let it in can ever apply.`;
}

function unreached({ clause, truth, hiddenBy, unset, mistakenSource }: RuleReach): Report | undefined {
  const at = firstLine(clause.condition ?? clause.node);
  if (hiddenBy)
    return {
      at,
      message: hiddenBy.condition
        ? 'This rule is never reached: an earlier one has the same condition, and the first that applies decides.'
        : 'This rule is never reached: an earlier one applies always, and the first that applies decides. Move that one to the end.',
      related: [{ at: firstLine(hiddenBy.condition ?? hiddenBy.node), message: 'This rule decides' }],
      tag: 'unnecessary',
    };
  if (truth !== false) return undefined;
  if (mistakenSource && clause.condition) return ofMistakenSource(mistakenSource, clause.condition);
  return {
    at,
    message:
      unset === undefined
        ? 'This rule never applies: its condition contradicts itself. In a pipeline for a tag or a merge request `CI_COMMIT_BRANCH` is not set, and a variable holds one text at a time.'
        : `This rule never applies: \`${unset}\` is set only when a runner takes the job, after the rules were read.`,
  };
}

function ofMistakenSource({ text, start, end, meant }: MistakenSource, condition: ScalarNode): Report {
  const at = spanInScalar(condition, start, end);
  const quote = condition.value[start]!;
  const advice =
    text === 'tag'
      ? 'A pipeline for a tag has the source `push`: ask for `$CI_COMMIT_TAG`.'
      : `Did you mean \`${meant}\`?`;
  return {
    at,
    message: `This rule never applies: \`CI_PIPELINE_SOURCE\` is never \`${text}\`. ${advice}`,
    // `manual` may as well be meant as `when: manual`.
    fixes: /^(?:tag|branch|manual)$/.test(text)
      ? []
      : [replaceFix(`Change to \`${meant}\``, at, `${quote}${meant}${quote}`)],
  };
}
