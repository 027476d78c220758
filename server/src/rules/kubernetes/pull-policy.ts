/** kubernetes/pull-policy: a tag that means another image tomorrow, and nodes that keep the one they have. */
import type { DeployedImage } from '../../delivery/deployed-image.ts';
import { isSameImage } from '../../delivery/image-reference.ts';
import { isBranchTag } from '../../delivery/image-tag.ts';
import { displayText, knownText } from '../../delivery/partial-text.ts';
import { insertContainerField } from '../../kubernetes/insert-field.ts';
import type { Container } from '../../kubernetes/container.ts';
import { fixedText } from '../../kubernetes/template-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { deployedManifestsOf, type DeployedManifest } from '../../project/deployed-manifests.ts';
import { foundIn } from '../../project/kept-results.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { defineRule, type Fix, renameFix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'kubernetes/pull-policy',
  severity: 'info',
  summary: 'An image whose tag is used again, and nodes that keep the one that they have.',
  scope: 'project',
  check(snapshot, report) {
    for (const image of foundIn(snapshot, deployedManifestsOf(snapshot), candidatesIn)) {
      const finding = toReport(snapshot, image);
      if (finding) report(finding);
    }
  },
});

/** The images whose nodes keep what they have, and whose tag is known well enough. */
function candidatesIn({ isPatch, images }: DeployedManifest): readonly DeployedImage[] {
  return isPatch ? [] : images.filter(isCandidate);
}

function isCandidate({ container, image }: DeployedImage): boolean {
  const policy = fixedText(container.imagePullPolicy);
  if (image.digest || image.mayHaveHiddenTag || policy === 'Always' || policy === 'Never') return false;
  // A placeholder in the policy may become anything.
  if (container.imagePullPolicy && policy === undefined) return false;
  const tag = image.tag ? knownText(image.tag) : 'latest';
  if (tag === 'latest') return policy === 'IfNotPresent';
  return tag !== undefined || isBranchTag(image);
}

function toReport(snapshot: Snapshot, deployedImage: DeployedImage): Report | undefined {
  const { container, image, written } = deployedImage;
  const policy = container.imagePullPolicy;
  const at = policy?.node ?? written.node;
  const tag = image.tag ? knownText(image.tag) : 'latest';
  if (tag === 'latest')
    return {
      at,
      severity: 'warning',
      message: `Nodes that have \`${displayText(image.text)}\` already do not pull it again: with \`IfNotPresent\` each goes on with the image that was \`latest\` when it first pulled it. Use a tag of its own for each build, or \`imagePullPolicy: Always\`.`,
      fixes: fixes(container),
    };
  // A fixed tag of somebody else's image stays what it is; one that each pipeline pushes does not.
  const push = deliveryOf(snapshot).pushes.find((it) => isSameImage(it.argument.image, image) === true);
  if (!push) return undefined;
  return {
    at,
    message: `Nodes that have \`${displayText(image.text)}\` already do not pull it again, though every pipeline pushes another image by this tag (job \`${push.job.job.name}\`). Use a tag of its own for each build, or \`imagePullPolicy: Always\`.`,
    related: [{ at: push.argument.at, message: 'Pushed here by every pipeline' }],
    fixes: fixes(container),
  };
}

function fixes(container: Container): readonly Fix[] {
  const policy = container.imagePullPolicy;
  if (policy) return [renameFix('Change to `Always`', policy.node, 'Always')];
  return [
    {
      title: 'Insert `imagePullPolicy: Always`',
      isPreferred: true,
      edits: () => {
        const edit = insertContainerField(container, ['imagePullPolicy'], 'Always');
        return edit && { edits: [edit] };
      },
    },
  ];
}
