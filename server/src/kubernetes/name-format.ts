/**
 * The forms of names and label values: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */

export interface NameFormat {
  /** What it is called in messages, with its characters. */
  readonly description: string;
  /** Characters that may stand anywhere in it. */
  readonly characters: RegExp;
  readonly first: RegExp;
  readonly last: RegExp;
  readonly maximum: number;
  readonly mayBeEmpty?: boolean;
}

const LOWER_END = /[a-z0-9]/;
const ANY_END = /[A-Za-z0-9]/;

export const SUBDOMAIN: NameFormat = {
  description: 'lower case letters, digits, `-` and `.`',
  characters: /[a-z0-9.-]/,
  first: LOWER_END,
  last: LOWER_END,
  maximum: 253,
};

export const LABEL: NameFormat = {
  description: 'lower case letters, digits and `-`, at most 63',
  characters: /[a-z0-9-]/,
  first: LOWER_END,
  last: LOWER_END,
  maximum: 63,
};

/** As a Service's: https://datatracker.ietf.org/doc/html/rfc1035 */
export const HOST_LABEL: NameFormat = {
  ...LABEL,
  description: 'lower case letters, digits and `-`, at most 63, beginning with a letter',
  first: /[a-z]/,
};

export const LABEL_VALUE: NameFormat = {
  description: 'letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends',
  characters: /[A-Za-z0-9_.-]/,
  first: ANY_END,
  last: ANY_END,
  maximum: 63,
  mayBeEmpty: true,
};

/** The name of a container's port. */
export const PORT_NAME: NameFormat = {
  description: 'lower case letters, digits and `-`, at most 15',
  characters: /[a-z0-9-]/,
  first: LOWER_END,
  last: LOWER_END,
  maximum: 15,
};

/** A key of a ConfigMap or Secret. */
export const DATA_KEY: NameFormat = {
  description: 'letters, digits, `-`, `_` and `.`',
  characters: /[A-Za-z0-9_.-]/,
  first: /[A-Za-z0-9_.-]/,
  last: /[A-Za-z0-9_.-]/,
  maximum: 253,
};

/** Kinds whose names are host names of their own. */
const LABEL_KINDS: ReadonlySet<string> = new Set(['Namespace']);
/** Kinds whose names may have nearly any character. */
const FREE_KINDS: ReadonlySet<string> = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']);

/** The form of the name of a resource of Kubernetes' own kinds; undefined where nearly everything is allowed. */
export function nameFormatOf(kind: string): NameFormat | undefined {
  if (FREE_KINDS.has(kind)) return undefined;
  if (kind === 'Service') return HOST_LABEL;
  if (LABEL_KINDS.has(kind)) return LABEL;
  // Longer ones leave no room for what the cluster adds: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
  if (kind === 'CronJob')
    return { ...SUBDOMAIN, maximum: 52, description: `${SUBDOMAIN.description}, at most 52` };
  return SUBDOMAIN;
}

/** A stretch of a name; `undefined` for one that is not known. */
export type NameStretch = string | undefined;

export type NameFault =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'first' | 'last'; readonly character: string }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'empty' };

/** The first thing that is certainly wrong with a name, whatever its unknown stretches become. */
export function nameFault(stretches: readonly NameStretch[], format: NameFormat): NameFault | undefined {
  const isKnown = stretches.every((stretch) => stretch !== undefined);
  const text = stretches.map((stretch) => stretch ?? '').join('');
  if (text === '') return isKnown && !format.mayBeEmpty ? { kind: 'empty' } : undefined;
  for (const character of text) {
    if (!format.characters.test(character)) return { kind: 'character', character };
  }
  const first = stretches[0]?.[0];
  if (first !== undefined && !format.first.test(first)) return { kind: 'first', character: first };
  const last = stretches.at(-1)?.at(-1);
  if (last !== undefined && !format.last.test(last)) return { kind: 'last', character: last };
  return text.length > format.maximum ? { kind: 'length', length: text.length } : undefined;
}

/** The name that comes nearest in the form; undefined where nothing is left of it. */
export function nearestValidName(text: string, format: NameFormat): string | undefined {
  const lowered = format.characters.test('A') ? text : text.toLowerCase();
  let name = [...lowered].map((it) => (format.characters.test(it) ? it : '-')).join('');
  name = name.replace(/-{2,}/g, '-').slice(0, format.maximum);
  while (name !== '' && !format.first.test(name[0]!)) name = name.slice(1);
  while (name !== '' && !format.last.test(name.at(-1)!)) name = name.slice(0, -1);
  return name === '' ? undefined : name;
}
