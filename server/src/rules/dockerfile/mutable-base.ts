/** dockerfile/mutable-base: a base image that is another one tomorrow. */
import { baseImage } from '../../dockerfile/stage-facts.ts';
import { eachDockerfile } from '../each-dockerfile.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'dockerfile/mutable-base',
  severity: 'info',
  summary: 'A base image without a tag or with `latest`: another one tomorrow.',
  scope: 'project',
  check: eachDockerfile((dockerfile, report) => {
    for (const stage of dockerfile.stages) {
      const base = baseImage(dockerfile, stage);
      if (!base?.name?.isFixed) continue;
      const { text } = base.name;
      const tag = /:([^/:]*)$/.exec(text)?.[1];
      // `__BASE__`: another tool puts the name in.
      if (!/^[\w.-]+(?::\d+)?\/.|^[a-z0-9]/.test(text)) continue;
      if (text === 'scratch' || text.includes('@') || (tag !== undefined && tag !== 'latest')) continue;
      report({
        at: base.at,
        message: `\`${text}\` ${tag === undefined ? 'has no tag, which means `latest`' : 'is `latest`'}: the same Dockerfile is built on another image as soon as a new version comes out, and one day that breaks it. Name a version.`,
      });
    }
  }),
});
