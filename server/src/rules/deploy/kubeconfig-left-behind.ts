/** deploy/kubeconfig-left-behind: credentials in a file that no after_script removes. */
import type { EnvsubstOutput } from '../../delivery/envsubst-call.ts';
import type { FileReference } from '../../delivery/file-reference.ts';
import { fileWordAfterScript } from '../../delivery/file-word.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { kubeconfigWrites, removalsOf } from '../../delivery/kubeconfig.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import { insertInSection } from '../../gitlab/insert-section-command.ts';
import { isSecretName } from '../../gitlab/secret-name.ts';
import { findPlaceholders } from '../../envsubst/placeholder.ts';
import { deliveryOf } from '../../project/delivery.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/kubeconfig-left-behind',
  severity: 'warning',
  summary: 'A kubeconfig, or a manifest with secrets, that stays when the job has ended.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    for (const job of new Set([...delivery.jobsWith('write'), ...delivery.jobsWith('envsubst')])) {
      const kept = [
        ...kubeconfigWrites(job).map((write) => ({ file: write.file, what: "the cluster's credentials" })),
        ...renderedSecrets(job, snapshot),
      ];
      for (const { file, what } of kept) {
        const removals = removalsOf(job, file.path!);
        if (removals.some(({ section, isAlways }) => section === 'after_script' || isAlways)) continue;
        const isRemoved = removals.length > 0;
        report({
          at: file.at,
          ...(isRemoved && { severity: 'hint' }),
          message: isRemoved
            ? `\`${file.path}\` with ${what} stays behind when a command before its removal fails: the script ends there. Remove it in \`after_script\`, which runs in any case.`
            : `\`${file.path}\` with ${what} stays behind when the job has ended: until its Pod or container is deleted, and for good on a shell runner. Remove it in \`after_script\`, which runs in any case.`,
          fixes: [removal(job, delivery, file)],
        });
      }
    }
  },
});

interface Kept {
  readonly file: FileReference;
  readonly what: string;
}

/** Files in the project's folder that envsubst writes from templates with secrets in them. */
function renderedSecrets(job: JobDelivery, snapshot: Snapshot): readonly Kept[] {
  return job.envsubstCalls.flatMap((call) => {
    const secret = call.files.map((file) => secretIn(file, snapshot)).find((name) => name !== undefined);
    if (secret === undefined || call.list?.names?.has(secret) === false) return [];
    return call.outputs
      .filter((output) => output.kind === 'file')
      .filter(({ file }: EnvsubstOutput & { kind: 'file' }) => file.path !== undefined)
      .map(({ file }) => ({ file, what: `the value of \`${secret}\`` }));
  });
}

function secretIn(file: FileReference, snapshot: Snapshot): string | undefined {
  if (file.state.kind !== 'repository' || file.path === undefined) return undefined;
  const text = snapshot.text(file.path)?.text;
  return text === undefined ? undefined : findPlaceholders(text).find(({ name }) => isSecretName(name))?.name;
}

function removal(job: JobDelivery, delivery: Delivery, file: FileReference): Fix {
  return {
    title: 'Remove it in after_script',
    isPreferred: true,
    edits: () => {
      const word = fileWordAfterScript(job.job, file, delivery.variables(job.job));
      const pipeline = delivery.pipelineOf(job.job);
      const edits =
        word && pipeline && insertInSection(job.job, pipeline, 'after_script', [`rm -f ${word}`], 'last');
      return edits ? { edits } : undefined;
    },
  };
}
