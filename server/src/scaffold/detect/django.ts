/** What Django's settings say beyond what all Python programs have. */
import type { FoundApplication } from './application.ts';
import { djangoCautions } from './cautions.ts';
import { namesDatabase, type RequiredVariable } from './environment/required.ts';
import type { Folder } from './folder.ts';
import { djangoMigration } from './migration.ts';

/** @param settings the files that are loaded in production */
export function djangoFacts(
  folder: Folder,
  settings: readonly string[],
  environment: readonly RequiredVariable[],
): Pick<FoundApplication, 'hosts' | 'isSecureOnly' | 'migration' | 'cautions'> {
  const hasServer =
    environment.some(namesDatabase) ||
    folder.findIn(settings, /["']django\.db\.backends\.(?!sqlite3)\w+["']/) !== undefined;
  const migration = hasServer ? djangoMigration(folder) : undefined;
  return {
    ...allowedHosts(folder, settings),
    ...(folder.findIn(settings, /^SECURE_SSL_REDIRECT\s*=\s*True\b/m) && { isSecureOnly: true }),
    ...(migration && { migration }),
    cautions: djangoCautions(folder, settings, hasServer),
  };
}

/** The names that Django answers to; nothing where it answers to all. */
function allowedHosts(folder: Folder, settings: readonly string[]): Pick<FoundApplication, 'hosts'> {
  const written = folder.findIn(settings, /^ALLOWED_HOSTS\s*=\s*[[(]([^\])]*)[\])]\s*$/m)?.groups[1];
  const names = [...(written ?? '').matchAll(/["']([^"']+)["']/g)].map(([, name]) => name!);
  if (names.includes('*')) return {};
  return { hosts: { first: names[0]?.replace(/^\./, '') } };
}

/**
 * What `collectstatic` takes to load the settings, as the shell writes it before a command; undefined where no folder
 * is set that it collects into.
 */
export function staticEnvironment(
  folder: Folder,
  settings: readonly string[],
  environment: readonly RequiredVariable[],
): string | undefined {
  if (!folder.findIn(settings, /^STATIC_ROOT\s*=/m)) return undefined;
  const value = (name: string) =>
    /(?:URL|URI|DSN)$/.test(name) ? 'sqlite:///unused' : /PORT$/.test(name) ? '1' : 'unused';
  return environment.map(({ name }) => `${name}=${value(name)} `).join('');
}
