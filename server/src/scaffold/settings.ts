/** The CI/CD variables that have to be set in the project's settings for what is written to run. */
import type { Answers } from './answers.ts';

export interface SettingsVariable {
  readonly name: string;
  readonly description: string;
  readonly isFile: boolean;
  readonly isMasked: boolean;
}

export interface Credentials {
  /** Names of variables. */
  readonly user: string;
  readonly password: string;
  readonly pullUser: string;
  readonly pullPassword: string;
  /** The host as a script writes it. */
  readonly registry: string;
}

export function credentialsFor({ registry, image }: Answers): Credentials {
  if (registry === 'gitlab')
    return {
      user: 'CI_REGISTRY_USER',
      password: 'CI_REGISTRY_PASSWORD',
      // The job's own password ends with the job: the cluster pulls for longer.
      pullUser: 'CI_DEPLOY_USER',
      pullPassword: 'CI_DEPLOY_PASSWORD',
      registry: '$CI_REGISTRY',
    };
  return {
    user: 'REGISTRY_USER',
    password: 'REGISTRY_PASSWORD',
    pullUser: 'REGISTRY_USER',
    pullPassword: 'REGISTRY_PASSWORD',
    registry: image.slice(0, image.indexOf('/')),
  };
}

/**
 * @param needs what the written jobs do
 * @param placeholders names that existing manifests take and that nothing in the project defines
 */
export function settingsFor(
  answers: Answers,
  needs: { readonly builds: boolean; readonly deploys: boolean },
  placeholders: readonly { readonly name: string; readonly path: string }[],
): readonly SettingsVariable[] {
  const settings: SettingsVariable[] = [];
  const add = (name: string, description: string, more: Partial<SettingsVariable> = {}) =>
    settings.push({ name, description, isFile: false, isMasked: false, ...more });
  if (answers.registry === 'private' && (needs.builds || needs.deploys)) {
    add('REGISTRY_USER', `who may push to ${answers.image}`);
    add('REGISTRY_PASSWORD', `the password to it`, { isMasked: true });
  }
  if (needs.deploys && answers.kubeconfig === 'file')
    add('KUBECONFIG', "the cluster's kubeconfig", { isFile: true });
  if (needs.deploys && answers.kubeconfig === 'variable')
    add('KUBECONFIG_CONTENT', "the text of the cluster's kubeconfig");
  for (const { name, path } of placeholders) add(name, `what ${path} puts in its place`);
  return settings;
}

/** How a variable is set, for people: `file, protected`. */
export function settingText({ isFile, isMasked }: SettingsVariable): string {
  return [isFile ? 'type File' : '', isMasked ? 'masked' : '', 'protected'].filter(Boolean).join(', ');
}
