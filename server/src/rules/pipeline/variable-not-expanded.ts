/**
 * pipeline/variable-not-expanded: a variable in a keyword that GitLab takes as it is written.
 * Source: docs.gitlab.com/ci/variables/where_variables_can_be_used, whose table lists all that is expanded.
 */
import type { Job } from '../../gitlab/job.ts';
import {
  changingNames,
  VARIABLE_USE,
  variablePairs,
  variableText,
  writtenValue,
} from '../../gitlab/job-variables.ts';
import { isInterpolated, namedJob } from '../../gitlab/named-job.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import { stagesAreKnown } from '../../gitlab/stage-order.ts';
import { quoteYaml } from '../../text/yaml-quote.ts';
import { isMap, isSequence, valueOf, type ScalarNode, type YamlNode } from '../../yaml/node.ts';
import { defineRule } from '../rule.ts';

/** A text that GitLab takes literally, and what it can be. */
interface Literal {
  readonly node: ScalarNode;
  /** Continues the message behind the keyword: what GitLab makes of the text. */
  readonly outcome: string;
  readonly keyword: string;
  /** Whether a text would be right in its place. */
  readonly fits: (text: string) => boolean;
}

export const rule = defineRule({
  id: 'pipeline/variable-not-expanded',
  severity: 'warning',
  summary: 'A variable in a keyword that GitLab takes as it is written.',
  scope: 'pipeline',
  check({ pipeline }, report) {
    const seen = new Set<YamlNode>();
    for (const job of pipeline.jobs.values()) {
      if (hasVariable(job.name))
        report({
          at: job.key,
          message: `GitLab puts no variables into names of jobs: this one is called \`${job.name}\`, as it stands.`,
        });
      for (const literal of literalsOf(job, pipeline)) {
        const { node, keyword, outcome } = literal;
        if (!hasVariable(node.value) || seen.has(node)) continue;
        seen.add(node);
        const text = writtenText(node.value, job, pipeline);
        const isRight = text !== undefined && literal.fits(text);
        report({
          at: node,
          message: `GitLab puts no variables into \`${keyword}\`: ${outcome}, and it refuses the pipeline.`,
          fixes: isRight
            ? [
                {
                  title: `Write \`${text}\``,
                  isPreferred: true,
                  edits: () => ({ edits: [{ at: node, newText: asYaml(text) }] }),
                },
              ]
            : [],
        });
      }
    }
  },
});

function* literalsOf(job: Job, pipeline: Pipeline): Iterable<Literal> {
  yield* namesOf(job, pipeline);
  const isBoolean = (text: string) => /^(?:true|false)$/.test(text);
  const isNumber = (text: string) => /^\d{1,3}$/.test(text);
  const isDuration = (text: string) => /^\d+ ?[a-z]+(?: \d+ ?[a-z]+)*$/.test(text);
  const typed = (keyword: string, value: YamlNode | undefined, type: string, fits: Literal['fits']) =>
    value?.kind === 'scalar'
      ? [{ node: value, keyword, fits, outcome: `\`${value.value}\` is ${type}` }]
      : [];
  yield* typed('interruptible', job.value('interruptible'), 'neither true nor false', isBoolean);
  yield* typed('allow_failure', job.value('allow_failure'), 'neither true nor false', isBoolean);
  yield* typed('parallel', job.value('parallel'), 'no number', isNumber);
  yield* typed('timeout', job.value('timeout'), 'no duration', isDuration);
  yield* typed('artifacts:expire_in', fieldOf(job, 'artifacts', 'expire_in'), 'no duration', isDuration);
  yield* typed('retry', job.value('retry'), 'no number', isNumber);
  yield* typed('retry:max', fieldOf(job, 'retry', 'max'), 'no number', isNumber);
}

/** Names of stages and jobs, which have to be there letter by letter. */
function* namesOf(job: Job, pipeline: Pipeline): Iterable<Literal> {
  const stages = new Set(pipeline.stages.map(({ name }) => name));
  const stage = job.scalar('stage');
  if (stage && stagesAreKnown(pipeline) && !stages.has(stage.value))
    yield {
      node: stage,
      keyword: 'stage',
      outcome: `there is no stage \`${stage.value}\``,
      fits: (text) => stages.has(text),
    };
  const dependencies = job.value('dependencies');
  const names = [
    ...job.needs.flatMap((need) =>
      need.job && !need.isForeign ? [{ node: need.job, keyword: 'needs' }] : [],
    ),
    ...(isSequence(dependencies) ? dependencies.items : []).flatMap((node) =>
      node.kind === 'scalar' ? [{ node, keyword: 'dependencies' }] : [],
    ),
  ];
  for (const { node, keyword } of names) {
    if (namedJob(node.value, pipeline)) continue;
    const outcome = `there is no job \`${node.value}\``;
    yield { node, keyword, outcome, fits: (text) => namedJob(text, pipeline) !== undefined };
  }
}

function fieldOf(job: Job, keyword: string, field: string): YamlNode | undefined {
  const value = job.value(keyword);
  return isMap(value) ? valueOf(value, field) : undefined;
}

/** `$NAME` or `${NAME}`; inputs are put in before GitLab reads the file. */
function hasVariable(text: string): boolean {
  return !isInterpolated(text) && /(?:^|[^$])(?:\$\$)*\$(?:\{\w+\}|[A-Za-z_]\w*)/.test(text);
}

/** The text with the values that the files give to the variables; undefined where one is not just that. */
function writtenText(text: string, job: Job, pipeline: Pipeline): string | undefined {
  const pairs = variablePairs(job, pipeline);
  const changing = changingNames(job, pipeline);
  let isKnown = true;
  const result = text.replace(VARIABLE_USE, (_, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    const pair = name === undefined || changing.has(name) ? undefined : pairs.get(name);
    const { node } = writtenValue(pair?.value);
    const value = node && variableText(node);
    if (value === undefined || value === '' || /[$%]/.test(value)) isKnown = false;
    return value ?? '';
  });
  return isKnown ? result : undefined;
}

function asYaml(text: string): string {
  return /^[A-Za-z0-9][\w ./-]*$/.test(text) ? text : quoteYaml(text);
}
