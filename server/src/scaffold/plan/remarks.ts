/** What is left to do for somebody, because nothing that is generated does it. */
import type { Application } from '../detect/application.ts';
import { namesDatabase } from '../detect/environment/required.ts';
import { sourceText } from '../detect/fact.ts';
import { lacksDeployment, type Situation } from '../situation.ts';
import { environmentSecretOf } from '../compose-manifest.ts';
import type { Draft } from './draft.ts';
import { isMigrated, workloadOf } from './workloads.ts';

/** What applications need of their environment and neither the manifests nor a job gives them. */
export function missingEnvironment({ situation, wants }: Draft): readonly string[] {
  if (!wants('deploy')) return [];
  return situation.applications.flatMap((application) => {
    const { environment, name } = application;
    if (environment.length === 0) return [];
    const found = workloadOf(situation, application);
    if (found) return missingInManifest(situation, application, found.manifest.path);
    const names = environment.map((it) => it.name).join(', ');
    return lacksDeployment(situation)
      ? []
      : [
          `${name.value} takes ${names} from the Secret ${environmentSecretOf(application)}: create it in the job that deploys.`,
        ];
  });
}

function missingInManifest(
  { snapshot }: Situation,
  { environment, name }: Application,
  path: string,
): readonly string[] {
  const text = snapshot.text(path)?.text ?? '';
  if (/\benvFrom\s*:/.test(text)) return [];
  const missing = environment.filter((it) => !text.includes(it.name));
  if (missing.length === 0) return [];
  const list = missing
    .map((it) => `${it.name} (${sourceText({ value: it.name, from: it.from })!})`)
    .join(', ');
  return [`${name.value} needs ${list}, which ${path} does not give it: add it there, from a Secret.`];
}

/** Tests of a program with a database most often want one of their own. */
export function testsWithoutDatabase(
  jobs: readonly string[],
  applications: readonly Application[],
): readonly string[] {
  if (!jobs.some((name) => /^test\b/.test(name))) return [];
  return applications.flatMap(({ environment, recipe, name }) => {
    const database = environment.find(namesDatabase);
    return database && recipe?.test
      ? [
          `The tests of ${name.value} run without a database. Where they need one, add it to their job under services, and set ${database.name} in the job.`,
        ]
      : [];
  });
}

/** What has to be done to the database by hand, and what the applications' own files should not say. */
export function remainingWork({ situation, answers, wants }: Draft): readonly string[] {
  if (!wants('deploy') || !lacksDeployment(situation)) return [];
  return situation.applications.flatMap((application) => {
    const { migration, cautions } = application;
    const isByHand = migration && (answers.migrate === 'no' || !isMigrated(situation, application));
    return [
      ...(isByHand
        ? [
            `No job brings the database of ${application.name.value} up to date. Where nothing else does, run \`${migration.value.join(' ')}\` before each new version (${sourceText(migration)!}).`,
          ]
        : []),
      ...cautions,
    ];
  });
}
