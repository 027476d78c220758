/** What is left to do for somebody, because nothing that is generated does it. */
import type { Application } from '../detect/application.ts';
import { namesDatabase } from '../detect/environment/required.ts';
import { sourceText } from '../detect/fact.ts';
import { lacksBuild, lacksDeployment, type Situation } from '../situation.ts';
import type { Draft } from './draft.ts';
import { isMigrated, workloadOf } from './workloads.ts';

/** Where a job deploys already, it does not know of the images that a new job builds. */
export function imagesToDeploy({ situation, images, wants }: Draft): readonly string[] {
  if (!wants('build') || !lacksBuild(situation) || lacksDeployment(situation)) return [];
  const names = images.map(({ variable }) => `$${variable}`).join(', ');
  return [
    `The pipeline deploys already, so manifests and that job are left as they are: let the job deploy ${names}, after the job that builds it.`,
  ];
}

/** What applications need of their environment and neither the manifests nor a job gives them. */
export function missingEnvironment({ situation, wants }: Draft): readonly string[] {
  if (!wants('deploy')) return [];
  return situation.applications.flatMap((application) => {
    const found = workloadOf(situation, application);
    return found ? missingInManifest(situation, application, found.manifest.path) : [];
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
