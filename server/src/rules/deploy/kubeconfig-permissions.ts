/** deploy/kubeconfig-permissions: a kubeconfig that everybody on the machine can read. */
import type { FileWrite } from '../../delivery/facts.ts';
import { fileWord } from '../../delivery/file-word.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { isBornPrivate, isPrivateMode, kubeconfigWrites, permissionsOf } from '../../delivery/kubeconfig.ts';
import { knownText } from '../../delivery/partial-text.ts';
import { insertCommands } from '../../gitlab/insert-command.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { defineRule, replaceFix, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/kubeconfig-permissions',
  severity: 'warning',
  summary: 'A kubeconfig that others can read.',
  scope: 'project',
  check(snapshot, report) {
    for (const job of deliveryOf(snapshot).jobsWith('write')) {
      for (const write of kubeconfigWrites(job)) {
        const change = permissionsOf(job, write.file.path!);
        if (change ? isPrivateMode(knownText(change.mode) ?? '') : isBornPrivate(write)) continue;
        const path = write.file.path!;
        report({
          at: change?.modeAt ?? write.file.at,
          message: `Every user of the machine or container can read the cluster's credentials in \`${path}\`, and helm warns of it in each run. Keep it to its owner: \`chmod 600\`.`,
          fixes: change ? [replaceFix('Change to 600', change.modeAt, '600')] : [insertion(job, write)],
        });
      }
    }
  },
});

function insertion(job: JobDelivery, write: FileWrite): Fix {
  return {
    title: 'Add chmod 600',
    isPreferred: true,
    edits: () => {
      const word = fileWord(job.job, write.file);
      const edits = word && insertCommands(job.job, write.at, [`chmod 600 ${word}`], 'after');
      return edits ? { edits } : undefined;
    },
  };
}
