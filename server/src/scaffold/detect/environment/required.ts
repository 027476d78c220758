/** The variables of the environment that a program needs when it starts. */
import type { Source } from '../fact.ts';
import type { Folder, Match } from '../folder.ts';

export interface RequiredVariable {
  readonly name: string;
  /** What reads it. */
  readonly from: Source;
  /** What it is, or how it is made, where its name does not tell. */
  readonly purpose?: string;
}

/** What the image, the cluster or a build sets, or what a program does well without. */
const SET_ELSEWHERE =
  /^(?:PORT|HOST|HOSTNAME|NODE_ENV|RAILS_ENV|RACK_ENV|APP_ENV|HOME|PATH|PWD|USER|SHELL|TZ|LANG|TMPDIR|DEBUG|CI|PYTHON\w*|(?:CI|GITLAB|KUBERNETES|npm|NEXT_PUBLIC|VITE|REACT_APP)_\w+)$/;

/** How a session's or a signature's key is made. */
export const RANDOM_TEXT = 'a long random text, as `openssl rand -base64 48` gives it';

/** Whether a variable tells where a database is. */
export function namesDatabase({ name }: RequiredVariable): boolean {
  return /(?:^|_)(?:DATABASE|DB|POSTGRES|POSTGRESQL|MYSQL|MONGO|MONGODB)_(?:URL|URI|DSN|HOST|SERVER)$|^SPRING_DATASOURCE_URL$|^ConnectionStrings__/.test(
    name,
  );
}

/** Every variable once, as it is first found. */
export function distinct(variables: readonly RequiredVariable[]): readonly RequiredVariable[] {
  const found = new Map<string, RequiredVariable>();
  for (const variable of variables)
    if (!SET_ELSEWHERE.test(variable.name) && !found.has(variable.name)) found.set(variable.name, variable);
  return [...found.values()];
}

/** A variable of a match; undefined where there is none. */
export function variableOf(
  name: string | undefined,
  match: Match | undefined,
  purpose?: string,
): readonly RequiredVariable[] {
  if (name === undefined || !match) return [];
  return [{ name, from: match.from, ...(purpose !== undefined && { purpose }) }];
}

/** The variables that the first groups of expressions with the flag `g` name, in all of the files. */
export function namedBy(
  folder: Folder,
  files: readonly string[],
  expressions: readonly RegExp[],
): readonly RequiredVariable[] {
  return files.flatMap((file) =>
    expressions.flatMap((expression) =>
      folder.findAll(file, expression).flatMap((match) => variableOf(match.groups[1], match)),
    ),
  );
}

/** How each language reads the port to listen on. */
const PORT =
  /process\.env(?:\.PORT\b|\[["']PORT["']\])|environ(?:\.get\(|\[)\s*["']PORT["']|(?:getenv|Getenv|LookupEnv|env::var)\(\s*["']PORT["']|\bENV(?:\.fetch\(|\[)\s*["']PORT["']|\$\{PORT\b/;

/** Where the program asks which port to listen on: it is told then, so that nobody has to rely on its default. */
export function readsPort(folder: Folder, sources: readonly string[]): Source | undefined {
  return folder.findIn(sources, PORT)?.from;
}
