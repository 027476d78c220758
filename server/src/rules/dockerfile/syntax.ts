/** dockerfile/syntax: what docker refuses before it builds anything. */
import { syntaxProblems } from '../../dockerfile/validate.ts';
import { nearestName } from '../../text/nearest.ts';
import { eachDockerfile } from '../each-dockerfile.ts';
import { defineRule, replaceFix } from '../rule.ts';

const INSTRUCTIONS =
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  );

export const rule = defineRule({
  id: 'dockerfile/syntax',
  severity: 'error',
  summary: 'What docker refuses before it builds anything: unknown instructions, missing arguments.',
  scope: 'project',
  check: eachDockerfile(({ segment }, report) => {
    for (const { at, message, unknownInstruction } of syntaxProblems(segment)) {
      const near = unknownInstruction && nearestName(unknownInstruction, INSTRUCTIONS);
      report({
        at,
        message: `docker refuses this Dockerfile: ${message}${near ? ` Did you mean \`${near}\`?` : ''}`,
        fixes: near ? [replaceFix(`Change to \`${near}\``, at, near)] : [],
      });
    }
  }),
});
