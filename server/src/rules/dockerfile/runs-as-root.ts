/** dockerfile/runs-as-root: the image's program runs as root. */
import type { DeployedImage } from '../../delivery/deployed-image.ts';
import { lineageOf, type Dockerfile, type Stage } from '../../dockerfile/dockerfile.ts';
import { runsAsRoot } from '../../dockerfile/root-images.ts';
import { baseImage, lastUser, startedProgram } from '../../dockerfile/stage-facts.ts';
import { booleanField, integerOrTextField, integerValue } from '../../kubernetes/read-field.ts';
import { builtStage } from '../../project/build-context.ts';
import { containersOf } from '../../project/deployed-dockerfiles.ts';
import { dockerfilesOf, type ProjectDockerfile } from '../../project/dockerfiles.ts';
import type { Span } from '../../text/span.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'dockerfile/runs-as-root',
  severity: 'info',
  summary: 'The program of the image runs as root, since no USER says otherwise.',
  scope: 'project',
  check(snapshot, report) {
    for (const file of dockerfilesOf(snapshot)) {
      const containers = containersOf(snapshot, file.path);
      if (containers.length > 0 && containers.every(setsUser)) continue;
      const refusing = containers.find(refusesRoot);
      for (const stage of stagesOf(file)) {
        const root = rootIn(file.dockerfile, stage);
        if (!root) continue;
        const why = root.isWritten ? '' : 'No USER stands in this Dockerfile, so that ';
        const start = root.isWritten ? 'The program' : 'the program';
        report({
          at: root.at,
          ...(refusing && { severity: 'warning' }),
          message: refusing
            ? `${why}${start} is to run as root, and the manifest says \`runAsNonRoot\`: Kubernetes does not start the container ("container has runAsNonRoot and image will run as root"). Set a user by its number, such as \`USER 1000\`.`
            : `${why}${start} runs as root: a fault in it is a fault with root's rights in the container. Set a user, such as \`USER 1000\`, behind what has to be installed.`,
          related: refusing ? [{ at: refusing.written.node, message: 'Run here' }] : [],
        });
      }
    }
  },
});

/** The stages that images are made of: those that builds name, or the last one. */
function stagesOf({ dockerfile, builds }: ProjectDockerfile): ReadonlySet<Stage> {
  const last = dockerfile.stages.at(-1);
  const stages = builds.length === 0 ? [last] : builds.map((build) => builtStage(dockerfile, build));
  return new Set(stages.filter((stage) => stage !== undefined));
}

function rootIn(
  dockerfile: Dockerfile,
  stage: Stage,
): { readonly at: Span; readonly isWritten: boolean } | undefined {
  // Programs that give root's rights away when they start.
  if (
    /\b(?:gosu|su-exec|setpriv|runuser|s6-setuidgid|s6-overlay|supervisord)\b/.test(dockerfile.segment.text)
  )
    return undefined;
  // A script may do the same.
  if (startedProgram(dockerfile, stage)?.words.some(({ text }) => /\.sh$/.test(text))) return undefined;
  const user = lastUser(dockerfile, stage);
  if (user) return user.name === 'root' || user.name === '0' ? { at: user.at, isWritten: true } : undefined;
  const first = lineageOf(dockerfile, stage).at(-1)!;
  const base = baseImage(dockerfile, first);
  // Another version is no other image; a variable that holds all of the name may be.
  const isKnown = base?.name?.isFixed === true || /^[^$]+:/.test(first.base?.text ?? '');
  return base?.name && isKnown && runsAsRoot(base.name.text) ? { at: base.at, isWritten: false } : undefined;
}

function setsUser(deployed: DeployedImage): boolean {
  return contextsOf(deployed).some((context) => {
    const user = integerOrTextField(deployed.resource.document, context, 'runAsUser');
    return user !== undefined && integerValue(user) !== 0;
  });
}

function refusesRoot(deployed: DeployedImage): boolean {
  return (
    !setsUser(deployed) &&
    contextsOf(deployed).some(
      (context) => booleanField(deployed.resource.document, context, 'runAsNonRoot') === true,
    )
  );
}

function contextsOf({ container, podTemplate }: DeployedImage) {
  return [container.securityContext, podTemplate.securityContext].filter((it) => it !== undefined);
}
