/** dockerfile/overridden-instruction: of several CMD, ENTRYPOINT or HEALTHCHECK of a stage only the last one counts. */
import { eachDockerfile } from '../each-dockerfile.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'dockerfile/overridden-instruction',
  severity: 'warning',
  summary: 'A CMD, ENTRYPOINT or HEALTHCHECK that a later one of the same stage takes the place of.',
  scope: 'project',
  check: eachDockerfile(({ stages }, report) => {
    for (const { instructions } of stages) {
      for (const wanted of ['CMD', 'ENTRYPOINT', 'HEALTHCHECK']) {
        const all = instructions.filter(({ keyword }) => keyword === wanted);
        const last = all.at(-1);
        for (const { keywordAt } of all.slice(0, -1))
          report({
            at: keywordAt,
            message: `This ${wanted} does nothing: an image has one only, and a later ${wanted} of this stage takes its place. Leave one of them out.`,
            related: [{ at: last!.keywordAt, message: 'This one counts' }],
          });
      }
    }
  }),
});
