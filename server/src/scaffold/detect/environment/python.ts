/** What Python programs read from the environment when they are started. */
import type { Folder, Match } from '../folder.ts';
import { isRunAtStart } from './python-imports.ts';
import { RANDOM_TEXT, distinct, variableOf, type RequiredVariable } from './required.ts';

/** Reading these raises an error where the variable is missing. */
const RAISING: readonly RegExp[] = [
  /\benviron\[\s*["'](\w+)["']\s*\](?!\s*=[^=])/g,
  // python-decouple
  /(?<![\w.])config\(\s*["'](\w+)["']\s*(?:,\s*cast\s*=\s*\w+\s*)?\)/g,
  // django-environ and environs
  /(?<![\w.])env(?:\.\w+)?\(\s*["'](\w+)["']\s*\)/g,
];
const READER = String.raw`os\.(?:getenv|environ\.get)\(\s*["'](\w+)["']`;
/** A default would be known to everybody who can read it. */
const KEY = new RegExp(
  String.raw`(?:\bSECRET_KEY|\bsecret_key|config\[["']SECRET_KEY["']\])\s*=\s*(?:str\()?(?:${READER}|(?:config|env(?:\.\w+)?)\(\s*["'](\w+)["']|os\.environ\[["'](\w+)["']\])`,
  'g',
);
/** Where the database is, without a default, or with a file in the container. */
const DATABASE = new RegExp(
  String.raw`${READER}\s*(?:\)(?!\s*(?:or|if)\b|\.)|(?:,|(?:,\s*["']["']\s*)?\)(?:\.replace\([^)]*\))?\s*or)\s*\\?\s*f?["']sqlite:)`,
  'g',
);
const DATABASE_NAME = /^(?:\w*_)?(?:DATABASE|DB|POSTGRES|MYSQL|MONGO|MONGODB|REDIS)_(?:URL|URI|DSN)$/;
const DATABASE_URL: readonly RegExp[] = [
  /\bdj_database_url\.config\(\s*(?:\)|default\s*=\s*f?["']sqlite:|conn_)/g,
  /(?<![\w.])env\.db(?:_url)?\(\s*\)/g,
];
/** A variable's value that is refused where it is empty. */
const CHECKED = new RegExp(String.raw`^(\w+)\s*(?::[^=\n]+)?=\s*${READER}\s*\)\s*$`, 'gm');

/** @param loaded the files that are imported when the program starts */
export function pythonEnvironment(folder: Folder, loaded: readonly string[]): readonly RequiredVariable[] {
  return distinct(loaded.flatMap((file) => requiredIn(folder, file)));
}

function requiredIn(folder: Folder, file: string): readonly RequiredVariable[] {
  const text = folder.text(file) ?? '';
  const found = (expression: RegExp): readonly Match[] =>
    folder
      .findAll(file, expression)
      .filter(({ groups }) => isRunAtStart(text, groups.index) && !isComment(text, groups.index));
  // `Env(DEBUG=(bool, False))` gives defaults.
  const hasDefault = (name: string) => new RegExp(`\\b${name}\\s*=\\s*\\(`).test(text);
  return [
    ...found(KEY).flatMap((match) => variableOf(match.groups.slice(1).find(Boolean), match, RANDOM_TEXT)),
    ...RAISING.flatMap(found)
      .filter(({ groups }) => !hasDefault(groups[1]!))
      .flatMap((match) => variableOf(match.groups[1], match)),
    ...found(DATABASE)
      .filter(({ groups }) => DATABASE_NAME.test(groups[1]!))
      .flatMap((match) => variableOf(match.groups[1], match)),
    ...DATABASE_URL.flatMap(found).flatMap((match) => variableOf('DATABASE_URL', match)),
    ...found(CHECKED)
      .filter(({ groups }) =>
        new RegExp(`^if\\s+(?:not\\s+${groups[1]!}|${groups[1]!}\\s+is\\s+None)\\s*:\\s*raise\\b`, 'm').test(
          text,
        ),
      )
      .flatMap((match) => variableOf(match.groups[2], match)),
    ...settingsIn(folder, file),
  ];
}

function isComment(text: string, offset: number): boolean {
  return /^\s*#/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
}

/** Types of single values: others are put together of several variables. */
const SIMPLE_TYPE = /^(?:str|int|float|bool|SecretStr|EmailStr|Path|\w*Dsn|\w*Url)$/;

/** The fields without a default of pydantic's settings. */
function settingsIn(folder: Folder, file: string): readonly RequiredVariable[] {
  const classes = folder.findAll(
    file,
    /^class\s+(?!Dev|Test|Local)\w+\((?:\w+\.)?\w*Settings\)\s*:[^\n]*\n((?:[ \t]+[^\n]*\n?|[ \t]*\n)*)/gm,
  );
  return classes.flatMap(({ groups, from }) => {
    const prefix = /\benv_prefix\s*=\s*["'](\w*)["']/.exec(groups[1]!)?.[1] ?? '';
    const start = from.line! + groups[0].slice(0, groups[0].indexOf(groups[1]!)).split('\n').length - 1;
    return groups[1]!.split('\n').flatMap((line, index) => {
      const field = /^(?: {4}|\t)(\w+)\s*:\s*([\w.]+)\s*(?:=\s*Field\(\s*\.\.\.\s*\)\s*)?(?:#.*)?$/.exec(
        line,
      );
      if (!field || !SIMPLE_TYPE.test(field[2]!.replace(/^\w+\./, ''))) return [];
      return [{ name: (prefix + field[1]!).toUpperCase(), from: { path: from.path, line: start + index } }];
    });
  });
}
