/** The CI/CD variables that have to be set in the project's settings for what is written to run. */
import { placeholdersIn } from './compose-manifest.ts';
import type { Application } from './detect/application.ts';
import { sourceText } from './detect/fact.ts';
import type { Rendered } from './pipeline/deploys.ts';
import type { Draft } from './plan/draft.ts';
import { lacksBuild, lacksDeployment } from './situation.ts';

export interface SettingsVariable {
  readonly name: string;
  readonly description: string;
  readonly isFile: boolean;
  readonly isMasked: boolean;
  /** The environments that it is limited to, with a value for each; empty for all jobs. */
  readonly environments: readonly string[];
}

/** @param rendered the manifests that the deploy job fills in */
export function settingsFor(
  { situation, answers, images }: Draft,
  rendered: readonly Rendered[],
): readonly SettingsVariable[] {
  const settings: SettingsVariable[] = [];
  const add = (name: string, description: string, more: Partial<SettingsVariable> = {}) =>
    settings.push({ name, description, isFile: false, isMasked: false, environments: [], ...more });
  const deploys = lacksDeployment(situation);
  if (answers.registry === 'private' && (lacksBuild(situation) || deploys)) {
    add('REGISTRY_USER', `who may push to ${answers.image}`);
    add('REGISTRY_PASSWORD', `the password to it`, { isMasked: true });
  }
  if (deploys && answers.kubeconfig === 'file')
    add('KUBECONFIG', "the cluster's kubeconfig", { isFile: true });
  if (deploys && answers.kubeconfig === 'variable')
    add('KUBECONFIG_CONTENT', "the text of the cluster's kubeconfig");
  const environments = answers.environments === 'production' ? ['production'] : ['staging', 'production'];
  const applications = rendered.flatMap(({ runs }) => runs ?? []);
  for (const { name, description } of deploys ? environmentSettings(applications) : [])
    // Limited, so that no other job gets at them: tests would run on the database of production.
    add(name, description, { isMasked: true, environments });
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

/** What applications take from their environment, with the place that says so. */
function environmentSettings(
  applications: readonly Application[],
): readonly { readonly name: string; readonly description: string }[] {
  const names = new Set(applications.flatMap(({ environment }) => environment.map((it) => it.name)));
  return [...names].map((name) => {
    const needing = applications.flatMap((application) => {
      const variable = application.environment.find((it) => it.name === name);
      return variable ? [{ application: application.name.value, variable }] : [];
    });
    const { purpose, from } = needing[0]!.variable;
    const users = needing.map(({ application }) => application).join(' and ');
    const description = `needed by ${users} (${sourceText({ value: name, from })!})`;
    return { name, description: purpose === undefined ? description : `${description}: ${purpose}` };
  });
}

/** How a variable is set, for people: `type File, protected`. */
export function settingText({ isFile, isMasked, environments }: SettingsVariable): string {
  const scope = environments.length > 1 ? 'one for each environment scope' : 'environment scope';
  return [
    isFile ? 'type File' : '',
    isMasked ? 'masked' : '',
    'protected',
    environments.length > 0 ? `${scope} ${environments.join(' and ')}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
