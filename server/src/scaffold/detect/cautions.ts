/** What in an application's own files does not fit a cluster: nothing that is generated can mend it. */
import { sourceText } from './fact.ts';
import type { Folder } from './folder.ts';

interface Caution {
  readonly expression: RegExp;
  readonly text: string;
}

const DJANGO: readonly Caution[] = [
  {
    expression: /^SECRET_KEY\s*=\s*f?["']/m,
    text: 'SECRET_KEY is written out, so that everybody who reads it can sign in as anybody: read it from os.environ, and generate again.',
  },
  {
    expression: /^DEBUG\s*=\s*True\b/m,
    text: 'DEBUG is on, which shows settings and source to every visitor: turn it off in production.',
  },
  {
    expression: /^ALLOWED_HOSTS\s*(?::[^=\n]+)?=\s*\[\s*\]/m,
    text: 'ALLOWED_HOSTS is empty, so that Django answers nobody: put the name in that the application is reached by.',
  },
];

const IN_A_FILE =
  'the data is kept in SQLite, in a file of the container: it is gone with each Pod, and each replica has its own. Use a database server.';

/** @param settings the files that are loaded in production */
export function djangoCautions(
  folder: Folder,
  settings: readonly string[],
  hasDatabase: boolean,
): readonly string[] {
  const servesFiles = folder.findIn(settings, /\bwhitenoise\b|\bstorages\b/i) !== undefined;
  const isStatic = servesFiles
    ? []
    : found(folder, settings, {
        expression: /["']django\.contrib\.staticfiles["']/,
        text: 'Django serves no static files in production: let WhiteNoise do it, set STATIC_ROOT, and generate again.',
      });
  return [
    ...DJANGO.flatMap((caution) => found(folder, settings, caution)),
    ...(hasDatabase ? [] : sqlite(folder, settings, /["']django\.db\.backends\.sqlite3["']/)),
    ...isStatic,
  ];
}

/** @param expression how the files say that the data is in such a file */
export function sqlite(folder: Folder, files: readonly string[], expression: RegExp): readonly string[] {
  return found(folder, files, { expression, text: IN_A_FILE });
}

function found(folder: Folder, files: readonly string[], { expression, text }: Caution): readonly string[] {
  const match = folder.findIn(files, expression);
  return match ? [`${sourceText({ value: '', from: match.from })!}: ${text}`] : [];
}
