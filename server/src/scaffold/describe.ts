/** What was found out about a project, in words, with where each fact stands. */
import type { Application } from './detect/application.ts';
import { sourceText, type Fact } from './detect/fact.ts';

/** A paragraph for each application. */
export function describeApplications(applications: readonly Application[]): string {
  return applications.map(describe).join('\n\n');
}

function describe(application: Application): string {
  const { folder, recipe, migration } = application;
  const facts: [string, Fact<unknown> | undefined][] = [
    ['language', application.language],
    ['version', application.version],
    ['packages', application.packageManager],
    ['lock file', application.lockFile],
    ['framework', application.framework],
    ['starts', application.entryPoint],
    ['port', application.port],
    ['health', application.health.value === undefined ? { value: 'its port' } : application.health],
    ['tests', application.tests],
    ...application.environment.map(({ name, from }): [string, Fact] => ['needs', { value: name, from }]),
    ['migrates', migration && { ...migration, value: migration.value.join(' ') }],
    ['Dockerfile', application.dockerfile],
  ];
  const lines = facts.flatMap(([name, fact]) => {
    if (!fact) return [];
    const place = sourceText(fact);
    const value = String(fact.value);
    const from = place === undefined ? '   (a guess)' : place === value ? '' : `   (${place})`;
    return [`  ${name.padEnd(10)}  ${value}${from}`];
  });
  const where = folder === '' ? '' : ` in ${folder}`;
  const without = recipe ? '' : '\n  known by its Dockerfile only';
  return `${application.name.value}${where}\n${lines.join('\n')}${without}`;
}
