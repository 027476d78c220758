/** What Node programs read from the environment and cannot do without. */
import { sourceText } from '../fact.ts';
import type { Folder } from '../folder.ts';
import { RANDOM_TEXT, distinct, namedBy, variableOf, type RequiredVariable } from './required.ts';

/** Files that are run by hand. */
const BY_HAND =
  /(?:^|\/)(?:scripts?|tools|bin|cli|seeds?|seeders?)\/|(?:^|\/)(?:seed|migrate)\w*\.[cm]?[jt]s$/;

const VARIABLE = String.raw`process\.env(?:\.|\[["'])(\w+)(?:["']\])?!?`;
/** Neither a default nor an alternative follows. */
const ALONE = String.raw`(?!\w|["']|\s*(?:\|\||\?\?|\?|&&))`;

const REQUIRED: readonly RegExp[] = [
  // What a client of a database connects to.
  expression(
    String.raw`(?:mongoose\.(?:connect|createConnection)|new\s+(?:MongoClient|Sequelize|Redis|IORedis)|\b(?:neon|postgres|createPool|createConnection))\(\s*${VARIABLE}${ALONE}`,
  ),
  expression(String.raw`\bconnectionString\s*:\s*${VARIABLE}${ALONE}`),
  // Nest's configuration and env-var raise an error.
  /\.getOrThrow(?:<\w+>)?\(\s*["'](\w+)["']/g,
  /\benv\.get\(\s*["'](\w+)["']\s*\)\s*\.required\(/g,
];

/** What is signed with nothing, or with a default that everybody can read, is not signed at all. */
const KEYS: readonly RegExp[] = [
  expression(String.raw`\b(?:jwt|jsonwebtoken)\.(?:sign|verify)\([^;]{0,200}?${VARIABLE}`),
  expression(String.raw`\b(?:secret|secretOrKey|jwtSecret)\s*:\s*\(?${VARIABLE}`),
];
/** What zod or t3-env checks the environment for. */
const CHECKED_FIELD = /^\s*([A-Z][A-Z0-9_]+)\s*:\s*z\.(?!.*\.(?:optional|default|nullish)\()/gm;
const CHECKS_ENVIRONMENT = /\bcreateEnv\(|\.(?:safeParse|parse)\(\s*process\.env\s*\)/;

/** Parts of a connection, in files that make one. */
const CONNECTION = expression(
  String.raw`^\s*(?:host|user|username|password|database)\s*:\s*${VARIABLE}(?:\s+as\s+string)?\s*,?\s*$`,
);
const CLIENT =
  /["'](?:pg|mysql2?(?:\/promise)?|sequelize|typeorm|@nestjs\/typeorm|knex|mssql)["']|client\s*:\s*["'](?:pg|mysql2?)["']/;

/** `if (!process.env.X) throw …` */
const CHECK = /\bif\s*\(([^(){}]*)\)\s*\{?\s*(?:console\.\w+\([^;]*?\);?\s*)?(?:throw\b|process\.exit\()/g;

export function nodeEnvironment(folder: Folder, sources: readonly string[]): readonly RequiredVariable[] {
  const files = sources.filter((name) => !BY_HAND.test(name));
  const connecting = files.filter((name) => folder.find(name, CLIENT));
  const checking = files.filter((name) => folder.find(name, CHECKS_ENVIRONMENT));
  return distinct([
    ...namedBy(folder, schemaOf(folder), [/^\s*url\s*=\s*env\(\s*["'](\w+)["']\s*\)/gm]),
    ...authentication(folder),
    ...files.flatMap((file) => checked(folder, file)),
    ...namedBy(folder, checking, [CHECKED_FIELD]),
    ...namedBy(folder, files, REQUIRED),
    ...namedBy(folder, connecting, [CONNECTION]),
    ...namedBy(folder, files, KEYS).map((variable) => ({ ...variable, purpose: RANDOM_TEXT })),
  ]);
}

/**
 * t3-env checks the environment when an image is built, where it is not set: either that can be left out by a
 * variable, or somebody has to let it be.
 */
export function checkedAtBuild(
  folder: Folder,
  sources: readonly string[],
): { readonly switch?: string; readonly caution?: string } {
  const check = folder.findIn(sources, /\bcreateEnv\(/);
  if (!check) return {};
  const name = folder.find(check.name, /\bskipValidation\s*:[^,\n]*process\.env\.(\w+)/)?.groups[1];
  if (name !== undefined) return { switch: name };
  if (folder.find(check.name, /\bskipValidation\b/)) return {};
  const place = sourceText({ value: '', from: check.from })!;
  return {
    caution: `${place}: the environment is checked while the image is built, where it is not set: let a variable turn that off (skipValidation of createEnv), and generate again.`,
  };
}

/** Where Prisma finds its schema. */
function schemaOf(folder: Folder): readonly string[] {
  const declared = folder.find('package.json', /"schema"\s*:\s*"\.?\/?([\w./-]+\.prisma)"/)?.groups[1];
  return [declared ?? 'prisma/schema.prisma'];
}

/** NextAuth refuses to run without it in production. */
function authentication(folder: Folder): readonly RequiredVariable[] {
  const match = folder.find('package.json', /"next-auth"\s*:\s*"[\^~]?(\d+)/);
  return variableOf(match?.groups[1] === '4' ? 'NEXTAUTH_SECRET' : 'AUTH_SECRET', match, RANDOM_TEXT);
}

/** What a file ends the program without, outside of all functions. */
function checked(folder: Folder, file: string): readonly RequiredVariable[] {
  const text = folder.text(file) ?? '';
  return folder
    .findAll(file, CHECK)
    .filter(({ groups }) => depthAt(text, groups.index) === 0)
    .flatMap((match) =>
      [...match.groups[1]!.matchAll(/!\s*process\.env\.(\w+)/g)].flatMap(([, name]) =>
        variableOf(name, match),
      ),
    );
}

/** How many braces are open, as far as those in strings come in pairs. */
function depthAt(text: string, offset: number): number {
  const before = text.slice(0, offset);
  return (before.match(/\{/g)?.length ?? 0) - (before.match(/\}/g)?.length ?? 0);
}

function expression(source: string): RegExp {
  return new RegExp(source, 'gm');
}
