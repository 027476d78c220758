/** deploy/image-lacks-envsubst: envsubst in an image that does not have it. */
import type { EnvsubstCall } from '../../delivery/envsubst-call.ts';
import {
  IMAGE_WITH_ENVSUBST,
  INSTALLING_ENVSUBST,
  isToolDeclared,
  knowledgeOf,
  type ImageKnowledge,
} from '../../delivery/image-tools.ts';
import { isDockerHub } from '../../delivery/image-reference.ts';
import { insertEnvsubstInstallation, isEnvsubstBrought } from '../../delivery/install-envsubst.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { displayText } from '../../delivery/partial-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { replaceScalar } from '../../yaml/replace-scalar.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/image-lacks-envsubst',
  severity: 'warning',
  summary: 'envsubst in an image that does not have it.',
  scope: 'project',
  check(snapshot, report) {
    for (const job of deliveryOf(snapshot).jobsWith('envsubst')) {
      const [call] = job.envsubstCalls;
      const known = call && job.image && knowledgeOf(job.image);
      if (!known || known.envsubst === 'yes' || isEnvsubstBrought(job, call)) continue;
      if (isToolDeclared(job.image, 'envsubst', snapshot.configuration.imageTools)) continue;
      const image = displayText(job.image.text);
      report({
        at: call.nameAt,
        ...(known.envsubst === 'sometimes' && { severity: 'info' }),
        message:
          known.envsubst === 'no'
            ? `The job stops here with "envsubst: not found": the image \`${image}\` does not have it. ${remedy(known)}.`
            : `The job may stop here with "envsubst: command not found": \`${known.name}\` has it in some versions only, and the tag of \`${image}\` does not tell. ${remedy(known)}.`,
        fixes: [...installation(job, call, known), ...otherImage(job, known)],
      });
    }
  },
});

function remedy({ packageManager }: ImageKnowledge): string {
  return packageManager
    ? `Install it first: \`${INSTALLING_ENVSUBST[packageManager]}\``
    : `Use an image that surely has it, such as \`${IMAGE_WITH_ENVSUBST}\``;
}

function installation(job: JobDelivery, call: EnvsubstCall, known: ImageKnowledge): readonly Fix[] {
  const { packageManager } = known;
  if (!packageManager) return [];
  return [
    {
      title: `Install it with ${packageManager}`,
      isPreferred: true,
      edits: () => {
        const edits = insertEnvsubstInstallation(job, call, packageManager);
        return edits && { edits };
      },
    },
  ];
}

function otherImage({ job, image }: JobDelivery, known: ImageKnowledge): readonly Fix[] {
  const node = job.image?.name;
  if (!node || known.entrypoint !== 'kubectl') return [];
  return [
    {
      title: `Use the image ${IMAGE_WITH_ENVSUBST}`,
      isPreferred: !known.packageManager && isDockerHub(image?.registry),
      edits: () => ({ edits: [replaceScalar(node, IMAGE_WITH_ENVSUBST)] }),
    },
  ];
}
