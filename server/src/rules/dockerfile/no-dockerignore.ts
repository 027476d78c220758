/** dockerfile/no-dockerignore: all of the context is copied, and nothing is left out of it. */
import { copySources } from '../../dockerfile/stage-facts.ts';
import { buildContext } from '../../project/build-context.ts';
import { dockerfilesOf } from '../../project/dockerfiles.ts';
import { resolvePath } from '../../text/path.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'dockerfile/no-dockerignore',
  severity: 'hint',
  summary: 'The whole build context is copied, and no .dockerignore leaves anything out.',
  scope: 'project',
  check(snapshot, report) {
    for (const { path, dockerfile, builds } of dockerfilesOf(snapshot)) {
      const open = builds
        .map((build) => buildContext(snapshot, path, build))
        .find((it) => it?.isFiltered === false);
      const whole = dockerfile.stages
        .flatMap((stage) => copySources(stage).map((source) => ({ stage, source })))
        .find(({ source: { text } }) => /^\.?\/?(?:\.\/?)?$/.test(text) && resolvePath('', text) === '');
      if (!open || !whole) continue;
      const where = open.folder === '' ? '' : ` in \`${open.folder}\``;
      const history = open.folder === '' ? '`.git`, local' : 'local';
      const isLast = whole.stage === dockerfile.stages.at(-1);
      report({
        at: whole.source.at,
        message: `This copies all of the context, and no .dockerignore${where} leaves anything out: ${history} settings and what is built on somebody's machine get into the ${isLast ? 'image' : 'build'}, and each change of them builds the layers behind anew. Add a .dockerignore.`,
      });
    }
  },
});
