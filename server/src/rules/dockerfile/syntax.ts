/** dockerfile/syntax: what docker refuses before it builds anything. */
import { syntaxProblems, type SyntaxProblem } from '../../dockerfile/validate.ts';
import { nearestName } from '../../text/nearest.ts';
import { eachDockerfile } from '../each-dockerfile.ts';
import { defineRule, replaceFix } from '../rule.ts';

const INSTRUCTIONS =
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  );

/** Of a text without FROM, which may be none for docker at all, the first problem says enough. */
function told(problems: readonly SyntaxProblem[], hasBase: boolean): readonly SyntaxProblem[] {
  if (hasBase) return problems;
  const first = problems.find(({ unknownInstruction }) => unknownInstruction !== undefined) ?? problems[0];
  return first ? [first] : [];
}

export const rule = defineRule({
  id: 'dockerfile/syntax',
  severity: 'error',
  summary: 'What docker refuses before it builds anything: unknown instructions, missing arguments.',
  scope: 'project',
  check: eachDockerfile(({ segment, stages }, report) => {
    for (const { at, message, unknownInstruction } of told(syntaxProblems(segment), stages.length > 0)) {
      const near = unknownInstruction && nearestName(unknownInstruction, INSTRUCTIONS);
      report({
        at,
        message: `docker refuses this Dockerfile: ${message}${near ? ` Did you mean \`${near}\`?` : ''}`,
        fixes: near ? [replaceFix(`Change to \`${near}\``, at, near)] : [],
      });
    }
  }),
});
