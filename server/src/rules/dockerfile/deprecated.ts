/** dockerfile/deprecated: MAINTAINER, in whose place a label stands today. */
import { span, textOf } from '../../text/span.ts';
import { eachDockerfile } from '../each-dockerfile.ts';
import { defineRule, replaceFix } from '../rule.ts';

export const rule = defineRule({
  id: 'dockerfile/deprecated',
  severity: 'hint',
  summary: 'MAINTAINER is deprecated: a label says the same.',
  scope: 'project',
  check: eachDockerfile(({ stages }, report) => {
    for (const { keyword, keywordAt, at, words } of stages.flatMap(({ instructions }) => instructions)) {
      const [first] = words;
      if (keyword !== 'MAINTAINER' || !first) continue;
      const value = span(at.segment, first.at.start, at.end);
      const written = textOf(value)
        .trim()
        .replace(/^(["'])(.*)\1$/s, '$2');
      const label = `LABEL org.opencontainers.image.authors="${written.replace(/["\\$]/g, '\\$&')}"`;
      report({
        at: keywordAt,
        message:
          'MAINTAINER is deprecated, and tools that show who made an image do not read it. Use a label.',
        tag: 'deprecated',
        fixes: /[\r\n]/.test(written)
          ? []
          : [replaceFix('Use the label `org.opencontainers.image.authors`', at, label)],
      });
    }
  }),
});
