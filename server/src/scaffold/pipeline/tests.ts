/** The jobs that run the applications' tests. */
import type { Application } from '../detect/application.ts';
import { fill } from '../fill.ts';
import { freeJobName, shellWord, yamlText, type JobText } from './job-text.ts';

/** @param taken the names of jobs that are there */
export function composeTests(
  applications: readonly Application[],
  taken: ReadonlySet<string>,
): readonly JobText[] {
  const tested = applications.filter(({ recipe }) => recipe?.test);
  return tested.map((application) => {
    const name = tested.length === 1 ? 'test' : `test-${application.name.value}`;
    return composeTest(application, freeJobName(name, taken));
  });
}

function composeTest({ folder, recipe, environment }: Application, job: string): JobText {
  const test = recipe!.test!;
  const values = Object.values(test.variables ?? {}).join('\n');
  // A cache that a variable leads to lies in the project's folder, others in the application's.
  const cachePath = (path: string) =>
    folder === '' || values.includes(`$CI_PROJECT_DIR/${path.split('/')[0]!}`) ? path : `${folder}/${path}`;
  const enter = folder === '' ? [] : [`cd ${shellWord(folder)}`];
  const install = test.install.length > 0 ? [...enter, ...test.install] : [];
  const script = test.install.length > 0 ? test.script : [...enter, ...test.script];
  const keys = test.cacheKeys.map((key) => yamlText(folder === '' ? key : `${folder}/${key}`));
  const variables = Object.entries({ ...test.variables, ...testKeys(environment) });
  return {
    name: job,
    text: fill('pipeline/test', {
      job,
      stage: 'test',
      image: test.image,
      hasVariables: variables.length > 0,
      variables: variables.map(([name, value]) => ({ name, value: yamlText(value) })),
      hasCache: test.cachePaths.length > 0 && keys.length > 0,
      cacheKeys: keys,
      cachePaths: test.cachePaths.map((path) => yamlText(cachePath(path))),
      hasInstall: install.length > 0,
      install: install.map(yamlText),
      script: script.map(yamlText),
    }),
  };
}

/** Keys and passwords that the program does not start without, for its tests: what they are does not matter there. */
function testKeys(environment: Application['environment']): Readonly<Record<string, string>> {
  const keys = environment.filter(({ name }) => /(?:KEY|SECRET|TOKEN|PASSWORD)$/.test(name));
  return Object.fromEntries(keys.map(({ name }) => [name, 'only-for-tests']));
}
