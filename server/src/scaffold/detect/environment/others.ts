/** What programs in Go, Rust and C# end without when they start. */
import type { Folder } from '../folder.ts';
import { distinct, namedBy, variableOf, type RequiredVariable } from './required.ts';

const GO_ENDS = String.raw`\{\s*(?:\w+\.)?(?:log\w*\.)?(?:Fatal|Panic|panic|os\.Exit)\w*\(`;

const GO: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?<variable>\w+)\s*:?=\s*os\.Getenv\("(\w+)"\)\s*\n\s*if\s+\k<variable>\s*==\s*""\s*${GO_ENDS}`,
    'g',
  ),
  new RegExp(String.raw`\bif\s+(?<variable>os\.Getenv\("(\w+)"\))\s*==\s*""\s*${GO_ENDS}`, 'g'),
  new RegExp(
    String.raw`(?<variable>\bok)\s*:=\s*os\.LookupEnv\("(\w+)"\)\s*;?\s*(?:if\s+)?!ok\s*${GO_ENDS}`,
    'g',
  ),
];
const GO_TAGS: readonly RegExp[] = [
  /\benv:"(\w+),(?:[^"]*,)?(?:required|notEmpty)/g,
  /\benv(?:config)?:"(\w+)"[^`\n]*\b(?:env-)?required:"true"/g,
  /\b(?:sql|sqlx|pgx|pgxpool|gorm|redis)\.(?:Open|Connect|MustConnect|New|ParseURL)\([^()\n]*os\.Getenv\("(\w+)"\)/g,
];

export function goEnvironment(folder: Folder, sources: readonly string[]): readonly RequiredVariable[] {
  const ending = sources.flatMap((file) =>
    GO.flatMap((expression) =>
      folder.findAll(file, expression).flatMap((match) => variableOf(match.groups[2], match)),
    ),
  );
  return distinct([...ending, ...namedBy(folder, sources, GO_TAGS)]);
}

/** Only in the file that starts: others may never be asked. */
export function rustEnvironment(folder: Folder, main: string): readonly RequiredVariable[] {
  return distinct(namedBy(folder, [main], [/\benv::var\(\s*"(\w+)"\s*\)\s*\.(?:expect|unwrap)\(/g]));
}

/** @param settings the files appsettings.json that are read in production */
export function dotnetEnvironment(
  folder: Folder,
  sources: readonly string[],
  settings: readonly string[],
): readonly RequiredVariable[] {
  const isGiven = (name: string) =>
    settings.some((file) => {
      const value = folder.find(file, new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`))?.groups[1];
      return value !== undefined && !/^$|\b(?:localhost|127\.0\.0\.1|localdb)\b/i.test(value);
    });
  const connections = namedBy(folder, sources, [/\.GetConnectionString\(\s*"(\w+)"\s*\)/g])
    .filter(({ name }) => !isGiven(name))
    .map((variable) => ({ ...variable, name: `ConnectionStrings__${variable.name}` }));
  const named = namedBy(folder, sources, [
    /\bGetEnvironmentVariable\(\s*"(\w+)"\s*\)\s*\?\?\s*throw\b/g,
    /\bConfiguration\[\s*"([\w:]+)"\s*\]\s*\?\?\s*throw\b/g,
  ])
    .filter(({ name }) => !isGiven(name.replace(/^.*:/, '')))
    .map((variable) => ({ ...variable, name: variable.name.replaceAll(':', '__') }));
  return distinct([...connections, ...named]);
}
