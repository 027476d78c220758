/** pipeline/secret-echoed: a secret that a script writes to the job's log. */
import { isMaskedByGitLab, isSecretName } from '../../gitlab/secret-name.ts';
import type { ScriptText } from '../../shell/script-text.ts';
import { printedKubeconfigs } from '../../delivery/kubeconfig.ts';
import { outputOfScript, type PrintedVariable } from '../../delivery/printed-variables.ts';
import type { Configuration } from '../../project/configuration.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { checkOf, defineRule, type Report } from '../rule.ts';

/** It follows the shell. */
export const isLoadedLate = true;

const ofKubeconfigs = checkOf('project', (snapshot, report) => {
  for (const job of deliveryOf(snapshot).jobsWith('write'))
    for (const { at, path } of printedKubeconfigs(job))
      report({
        at,
        message: `This writes the kubeconfig \`${path}\` to the job's log, with the cluster's credentials: masking does not hide what is in a file. Remove the line.`,
      });
});

export const rule = defineRule(
  {
    id: 'pipeline/secret-echoed',
    severity: 'warning',
    summary: 'A script writes a secret to the job’s log, where everyone who can see the job reads it.',
    scope: 'pipeline',
    check({ pipeline, snapshot }, report) {
      for (const { sections } of pipeline.jobs.values())
        for (const script of [sections.main, sections.after_script])
          inScript(script, snapshot.configuration, report);
    },
  },
  [ofKubeconfigs],
);

function inScript(script: ScriptText, configuration: Configuration, report: (report: Report) => void): void {
  const { printed, traced } = outputOfScript(script);
  for (const variable of printed)
    if (isShown(variable, configuration)) report({ at: variable.at, message: printedMessage(variable) });
  const reported = new Set<object>();
  for (const { name, at, tracing } of traced) {
    if (!isReadable(name, configuration) || reported.has(tracing)) continue;
    reported.add(tracing);
    report({
      at: tracing,
      message: `From here on the shell writes each command with its values to the job's log, that of \`${name}\` included: GitLab hides it only if the variable is masked. Switch tracing off (\`set +x\`) before it is used.`,
      related: [{ at, message: `\`${name}\` is used here` }],
    });
  }
}

function printedMessage({ name, what, by }: PrintedVariable): string {
  return what === 'content'
    ? `\`${by}\` writes the file that \`${name}\` names to the job's log: masking does not hide what is in a file. Remove the line.`
    : `\`${by}\` writes the value of \`${name}\` to the job's log: GitLab hides it only if the variable is masked. Remove the line.`;
}

/** A file is never masked; a kubeconfig is one by its name already. */
function isShown({ name, what }: PrintedVariable, configuration: Configuration): boolean {
  if (what === 'value') return isReadable(name, configuration);
  const declared = configuration.variables?.get(name);
  return declared?.type === 'file' || isSecretName(name) || /KUBE_?CONFIG/i.test(name);
}

/** Whether the log shows the value, as far as the files tell. */
function isReadable(name: string, configuration: Configuration): boolean {
  if (isMaskedByGitLab(name)) return false;
  const declared = configuration.variables?.get(name);
  // Of a file-type variable the log shows a path.
  if (declared) return !declared.masked && declared.type !== 'file' && isSecretName(name);
  return isSecretName(name);
}
