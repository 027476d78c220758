/** Secrets by what they are given to: values of variables that are named as secrets, and passwords in scripts. */
import { isSecretName } from './secret-name.ts';
import { findSecretShapes, isPlaceholder, type SecretLiteral } from './secret-shape.ts';

/**
 * Whether a variable of this name with this value keeps a secret in the file: the name says so, and the value looks
 * made by a machine or chosen with care. A test database's `postgres`, a word, a path, a reference are none.
 */
export function isSecretValue(name: string, value: string): boolean {
  return isSecretName(name) && !isForTestService(name) && holdsSecret(name, value);
}

/** As `isSecretValue`, for the passwords that it leaves out: those of databases, which may run beside a test. */
export function isDatabaseSecret(name: string, value: string): boolean {
  return isSecretName(name) && isForTestService(name) && !/TEST/i.test(name) && holdsSecret(name, value);
}

export interface ScriptSecret extends SecretLiteral {
  /** The variable that it is assigned to. */
  readonly variable?: string;
}

/** A value as the shell takes it letter for letter, in double quotes, in single ones, or bare: one of three groups. */
const VALUE = '(?:"([^"$`\\n]*)"|\'([^\'\\n]*)\'|([^\\s"\'$`;&|()]+))';

/** `NAME=value`; the first group is the name. */
const ASSIGNMENT = new RegExp(`(?:^|[\\s;&(])(?:export\\s+)?([A-Za-z_]\\w*)=${VALUE}`, 'dg');

/** Where commands take a password: options of docker, kubectl, helm and others, what is piped into a login, curl's user. */
const PASSWORDS: readonly RegExp[] = [
  `\\s--(?:docker-)?(?:password|token)(?:=|\\s+)${VALUE}`,
  `\\blogin\\b[^\\n;&|]*?\\s-p(?:=|\\s*)${VALUE}`,
  `\\becho\\s+(?:-n\\s+)?${VALUE}\\s*\\|[^\\n|]*\\s--password-stdin`,
  `\\bcurl\\b[^\\n;&|]*?\\s(?:-u|--user)(?:=|\\s+)["']?[\\w.@-]+:([^\\s"'$;&|()]+)`,
].map((source) => new RegExp(source, 'dg'));

/** What is secret in a script's text: by its shape, by the variable that gets it, by the option that takes it. */
export function secretsInScript(text: string): ScriptSecret[] {
  const found: ScriptSecret[] = findSecretShapes(text);
  const add = (secret: ScriptSecret) => {
    if (!found.some((it) => it.start < secret.end && secret.start < it.end)) found.push(secret);
  };
  for (const match of text.matchAll(ASSIGNMENT)) {
    const value = literalIn(match, 2);
    const variable = match[1]!;
    if (value && isSecretValue(variable, value.text))
      add({ ...value, variable, what: 'what looks like a secret' });
  }
  for (const match of PASSWORDS.flatMap((pattern) => [...text.matchAll(pattern)])) {
    const value = literalIn(match, 1);
    if (value && (looksGenerated(value.text) || looksChosen(value.text)))
      add({ ...value, what: 'a password' });
  }
  return found;
}

/** The group that took the value, from the first of its groups on. */
function literalIn(
  match: RegExpExecArray,
  first: number,
): { text: string; start: number; end: number } | undefined {
  const place = match.indices?.slice(first).find((it) => it !== undefined);
  return (
    place && {
      text: match[0].slice(place[0] - match.index, place[1] - match.index),
      start: place[0],
      end: place[1],
    }
  );
}

function holdsSecret(name: string, value: string): boolean {
  return (
    looksGenerated(value) || (/(?:PASS|PASSWD|PASSWORD|PASSPHRASE|PWD)$/i.test(name) && looksChosen(value))
  );
}

/** The passwords of databases that run as services beside a test. */
function isForTestService(name: string): boolean {
  return /POSTGRES|PG_?PASS|MYSQL|MARIADB|MONGO|REDIS|RABBITMQ|(?:^|_)DB_|DATABASE|SA_PASSWORD|ELASTIC|MINIO|TEST/i.test(
    name,
  );
}

/** References, commands, paths, addresses and sentences are no secrets themselves. */
const NOT_LITERAL = /[\s$`/<>{}[\]()|*]|%\w+%|^https?:|^\.|^@/;

/** Words that stand for a password in examples and tests. */
const STAND_IN =
  /pass|secret|test|demo|admin|root|local|default|guest|user|postgres|mysql|docker|sonar|staging|develop|none|null|token/i;

/** Whether a value is what people choose for a password: no word alone, and none that stands for one. */
function looksChosen(value: string): boolean {
  if (value.length < 8 || NOT_LITERAL.test(value) || isPlaceholder(value) || STAND_IN.test(value))
    return false;
  // `2024.10` is a version, `my-name-2` names something.
  const isChosen = /[A-Za-z]{3}/.test(value) || kindsOfCharacters(value) >= 3;
  return isChosen && /\d/.test(value) && !/^[a-z]+(?:[-_.][a-z\d]+)+$/.test(value);
}

function looksGenerated(value: string): boolean {
  if (value.length < 12 || NOT_LITERAL.test(value) || isPlaceholder(value)) return false;
  // Words joined by hyphens, dots or underscores name something: a secret's name, a host, a key's identifier.
  const isWords = /^[A-Za-z]+(?:[-_.:][A-Za-z]+|[-_.:]?\d{1,4})*$/.test(value);
  return kindsOfCharacters(value) >= 2 && /\d/.test(value) && !isWords;
}

function kindsOfCharacters(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(value)).length;
}
