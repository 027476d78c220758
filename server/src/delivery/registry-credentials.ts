/** The user and password that the project's jobs already give to a registry. */
import type { Delivery } from './delivery.ts';
import { textWord } from './file-word.ts';
import { isSameText, type PartialText } from './partial-text.ts';
import { loginsOf, type RegistryAccess } from './pull-secrets.ts';

/** Words of a shell command. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Undefined where no job gives any to this registry, jobs differ in them, or the password is written out. */
export function credentialsFor(delivery: Delivery, registry: PartialText): Credentials | undefined {
  const found = accessesOf(delivery).flatMap((access) =>
    access.registry && isSameText(access.registry, registry) === true ? (credentialsIn(access) ?? []) : [],
  );
  const [first] = found;
  return found.every((it) => it.user === first?.user && it.password === first.password) ? first : undefined;
}

/** Logins, and the pull secrets that jobs create. */
function accessesOf(delivery: Delivery): readonly RegistryAccess[] {
  const secrets = delivery
    .jobsWith('create')
    .flatMap((job) => job.of('create').filter(({ secretType }) => secretType === 'docker-registry'));
  return [
    ...loginsOf(delivery),
    ...secrets.map(({ server, username, password }) => ({
      registry: server,
      ...(username && { username }),
      ...(password && { password }),
    })),
  ];
}

function credentialsIn({ username, password }: RegistryAccess): Credentials | undefined {
  const [only] = password ?? [];
  const isVariable = password?.length === 1 && only?.kind === 'unknown' && only.variable !== undefined;
  const words = isVariable && username && { user: textWord(username), password: textWord(password) };
  return words && words.user !== undefined && words.password !== undefined
    ? { user: words.user, password: words.password }
    : undefined;
}
