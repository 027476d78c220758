/** pipeline/cycle: jobs that wait for each other, templates, includes or variables that lead back to themselves. */
import {
  extendsCycles,
  linkedVariables,
  MAXIMUM_EXTENDS,
  needsCycles,
  referenceCycles,
  variableCycles,
  type Cycle,
} from '../../gitlab/cycles.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import { span } from '../../text/span.ts';
import { defineRule, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'pipeline/cycle',
  severity: 'error',
  summary: '`needs`, `extends`, `!reference`, `include` or variables lead in a circle, or `extends` too far.',
  scope: 'pipeline',
  check({ pipeline, snapshot }, report) {
    if (!pipeline.isFragment) {
      for (const cycle of needsCycles(pipeline))
        reportCycle(
          cycle,
          'needs',
          'each of these jobs waits for the next one, and GitLab refuses the pipeline',
          report,
        );
      const isSet = (name: string) => snapshot.configuration.variables?.has(name) === true;
      for (const cycle of cyclesOfVariables(pipeline))
        if (!cycle.some(({ name }) => isSet(name)))
          reportCycle(
            cycle,
            'names',
            'GitLab cannot expand these variables, and creates no pipeline',
            report,
          );
    }
    for (const cycle of extendsCycles(pipeline))
      reportCycle(
        cycle,
        'extends',
        'GitLab cannot put these jobs together, and refuses the pipeline',
        report,
      );
    for (const cycle of referenceCycles(pipeline))
      reportCycle(
        cycle,
        'leads to',
        'these references never come to an end, and GitLab refuses the pipeline',
        report,
      );
    for (const job of [...pipeline.hiddenJobs.values(), ...pipeline.jobs.values()])
      if (job.extendsDepth === MAXIMUM_EXTENDS + 1 && job.extends[0])
        report({
          at: job.extends[0],
          message: `From \`${job.name}\` on, \`extends\` leads over ${job.extendsDepth} jobs: GitLab follows ${MAXIMUM_EXTENDS}, and refuses the pipeline. Put some of them together.`,
        });
    for (const cycle of includeCycles(pipeline))
      reportCycle(
        cycle,
        'includes',
        'GitLab reads these files again and again up to its limit, and then refuses the pipeline',
        report,
      );
  },
});

function reportCycle(cycle: Cycle, verb: string, outcome: string, report: (report: Report) => void): void {
  const names = cycle.map(({ name }) => name);
  const [first] = cycle;
  if (!first) return;
  report({
    at: first.at,
    message: `${[...names, names[0]!].map((name) => `\`${name}\``).join(' → ')}: ${outcome}. Take one of the links away.`,
    related: cycle.slice(1).map(({ name, at }, index) => ({
      at,
      message: `\`${name}\` ${verb} \`${names[index + 2] ?? names[0]!}\``,
    })),
  });
}

/** Those of the pipeline's own variables, then what a job's variables add to them. */
function cyclesOfVariables(pipeline: Pipeline): Cycle[] {
  const found = [...variableCycles(pipeline.variables)];
  const known = new Set(found.map((cycle) => cycle.map(({ name }) => name).join(' ')));
  for (const job of pipeline.jobs.values()) {
    const own = linkedVariables(job);
    if (!own) continue;
    for (const cycle of variableCycles(new Map([...pipeline.variables, ...own]))) {
      const key = cycle.map(({ name }) => name).join(' ');
      if (known.has(key) || !cycle.some(({ name }) => own.has(name))) continue;
      known.add(key);
      found.push(cycle);
    }
  }
  return found;
}

function includeCycles(pipeline: Pipeline): Cycle[] {
  return pipeline.includeCycles.map(({ includes }) =>
    includes.map(({ from, node, target }) => {
      const { segment, start, end } = target ?? node;
      return { name: from, at: span(segment, start, end) };
    }),
  );
}
