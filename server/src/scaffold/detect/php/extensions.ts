/** The extensions of PHP that an application takes beyond those that PHP's image brings. */
import type { Folder } from '../folder.ts';

/** Those that `docker-php-ext-install` builds, with the Debian packages that it takes. */
const PACKAGES: Readonly<Record<string, string>> = {
  bcmath: '',
  calendar: '',
  exif: '',
  gd: 'libpng-dev',
  gettext: '',
  gmp: 'libgmp-dev',
  intl: 'libicu-dev',
  mysqli: '',
  opcache: '',
  pcntl: '',
  pdo_mysql: '',
  pdo_pgsql: 'libpq-dev',
  pgsql: 'libpq-dev',
  soap: 'libxml2-dev',
  sockets: '',
  xsl: 'libxslt1-dev',
  zip: 'libzip-dev',
};

/** By what a connection is called in `.env` and `.env.example`; SQLite's is there. */
const DRIVERS: readonly (readonly [connection: RegExp, extension: string])[] = [
  [/^(?:DB_CONNECTION|DATABASE_URL)=["']?(?:pgsql|postgres)/m, 'pdo_pgsql'],
  [/^(?:DB_CONNECTION|DATABASE_URL)=["']?(?:mysql|mariadb)/m, 'pdo_mysql'],
];

export interface Extensions {
  readonly names: readonly string[];
  /** Debian packages. */
  readonly packages: readonly string[];
}

/** @param version of PHP: `8.4` */
export function phpExtensions(folder: Folder, version: string): Extensions {
  const declared = folder.findAll('composer.json', /"ext-([\w-]+)"\s*:/g).map(({ groups }) => groups[1]!);
  const usesDatabase =
    folder.find('composer.json', /"(?:laravel\/framework|doctrine\/|ext-pdo)/) !== undefined;
  const isFile = folder.findIn(['.env', '.env.example'], /^(?:DB_CONNECTION|DATABASE_URL)=["']?sqlite/m);
  const known = DRIVERS.filter(([connection]) => folder.findIn(['.env', '.env.example'], connection));
  const drivers =
    !usesDatabase || (isFile && known.length === 0)
      ? []
      : known.length > 0
        ? known.map(([, extension]) => extension)
        : ['pdo_mysql'];
  // Part of PHP itself from 8.5 on.
  const cache = Number(version) >= 8.5 ? [] : ['opcache'];
  const names = [...new Set([...drivers, ...declared, ...cache])].filter((it) => Object.hasOwn(PACKAGES, it));
  return { names, packages: [...new Set(names.map((it) => PACKAGES[it]!).filter(Boolean))] };
}
