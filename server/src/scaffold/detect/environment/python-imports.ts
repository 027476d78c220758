/** Which of a Python project's files are run when its entry point is imported, and which of their lines. */
import type { Folder } from '../folder.ts';

/** How many files are followed. */
const MAXIMUM_FILES = 40;

/**
 * The files that are loaded with the first ones: those that they import at the outermost level, and the modules that
 * they name to Flask and Django.
 * @param root the folder that modules are imported from; '' for the application's own
 */
export function importedFiles(folder: Folder, first: readonly string[], root: string): readonly string[] {
  const files = first.filter((name) => folder.has(name));
  for (const file of files) {
    if (files.length >= MAXIMUM_FILES) break;
    for (const name of importsOf(folder.text(file) ?? '', file, root))
      for (const path of [`${name}.py`, `${name}/__init__.py`])
        if (folder.has(path) && !files.includes(path)) files.push(path);
  }
  return files;
}

const FROM_IMPORT = /^from\s+(\.*)([\w.]*)\s+import\s+(\([^)]*\)|.+)$/gm;
const IMPORT = /^import\s+([\w., ]+)$/gm;
/** `app.config.from_object("config.Production")`, `DJANGO_SETTINGS_MODULE`. */
const BY_NAME = /(?:from_object\(\s*|DJANGO_SETTINGS_MODULE["']\s*,\s*)["']([\w.]+)["']/g;

/** Paths without their ending, as many as a name may mean. */
function importsOf(text: string, file: string, root: string): readonly string[] {
  const paths: string[] = [];
  const add = (base: readonly string[], module: string) => {
    const parts = [...base, ...module.split('.').filter(Boolean)];
    if (parts.length > 0) paths.push(parts.join('/'));
  };
  const top = root === '' ? [] : [root];
  for (const [, dots, module, names] of text.matchAll(FROM_IMPORT)) {
    const base = dots === '' ? top : file.split('/').slice(0, -dots!.length);
    add(base, module!);
    for (const [name] of names!.replace(/#.*/g, '').matchAll(/\w+/g)) add(base, `${module!}.${name}`);
  }
  for (const [, modules] of text.matchAll(IMPORT))
    for (const module of modules!.split(',')) add(top, module.trim().split(' ')[0]!);
  for (const [, name] of text.matchAll(BY_NAME)) {
    add(top, name!);
    // A class in a module.
    add(top, name!.replace(/\.\w+$/, ''));
  }
  return paths;
}

/**
 * Whether a statement is run when its file is imported, or the application is made: it stands at the outermost level,
 * in a class, or in the function that makes the application.
 * @param offset anywhere in it
 */
export function isRunAtStart(text: string, offset: number): boolean {
  const lines = text.slice(0, offset).split('\n');
  let indentation = /^\s*/.exec(lines.at(-1)!)![0].length;
  for (const line of lines.slice(0, -1).reverse()) {
    if (indentation === 0) break;
    const own = /^\s*/.exec(line)![0].length;
    if (line.trim() === '' || own >= indentation) continue;
    const opensBlock = /^\s*(?:async\s+)?(?:def|if|elif|else|for|while|try|except|finally|with|match)\b/.test(
      line,
    );
    if (opensBlock && !/^def\s+(?:create|make|get|build)_app(?:lication)?\b/.test(line)) return false;
    indentation = own;
  }
  return true;
}
