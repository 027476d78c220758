/** The CI/CD variables that have to be set in the project's settings for what is written to run. */
import { placeholdersIn } from './compose-manifest.ts';
import type { Rendered } from './pipeline/deploys.ts';
import type { Draft } from './plan/draft.ts';
import { lacksBuild, lacksDeployment } from './situation.ts';

export interface SettingsVariable {
  readonly name: string;
  readonly description: string;
  readonly isFile: boolean;
  readonly isMasked: boolean;
}

/** @param rendered the manifests that the deploy job fills in */
export function settingsFor(
  { situation, answers, images }: Draft,
  rendered: readonly Rendered[],
): readonly SettingsVariable[] {
  const settings: SettingsVariable[] = [];
  const add = (name: string, description: string, more: Partial<SettingsVariable> = {}) =>
    settings.push({ name, description, isFile: false, isMasked: false, ...more });
  const deploys = lacksDeployment(situation);
  if (answers.registry === 'private' && (lacksBuild(situation) || deploys)) {
    add('REGISTRY_USER', `who may push to ${answers.image}`);
    add('REGISTRY_PASSWORD', `the password to it`, { isMasked: true });
  }
  if (deploys && answers.kubeconfig === 'file')
    add('KUBECONFIG', "the cluster's kubeconfig", { isFile: true });
  if (deploys && answers.kubeconfig === 'variable')
    add('KUBECONFIG_CONTENT', "the text of the cluster's kubeconfig");
  const defined = new Set([
    ...images.map(({ variable }) => variable),
    ...placeholdersIn(answers, ''),
    ...(situation.pipeline?.pipeline.variables.keys() ?? []),
    ...(situation.snapshot.configuration.variables?.keys() ?? []),
  ]);
  for (const { path, placeholders } of rendered)
    for (const name of placeholders) {
      if (defined.has(name) || /^(?:CI|GITLAB)_/.test(name)) continue;
      defined.add(name);
      add(name, `what ${path} puts in its place`);
    }
  return settings;
}

/** How a variable is set, for people: `file, protected`. */
export function settingText({ isFile, isMasked }: SettingsVariable): string {
  return [isFile ? 'type File' : '', isMasked ? 'masked' : '', 'protected'].filter(Boolean).join(', ');
}
