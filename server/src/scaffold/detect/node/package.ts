/** What a package.json says. */
import { VERSIONS } from '../../versions.ts';
import { guess, type Fact } from '../fact.ts';
import { objectIn, readJson, type Folder } from '../folder.ts';

export interface Package {
  readonly scripts: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, unknown>>;
  readonly all: Readonly<Record<string, unknown>>;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Undefined where there is none, or it is no JSON object. */
export function readPackage(folder: Folder): Package | undefined {
  const json = readJson(folder.text('package.json'));
  if (!json) return undefined;
  const dependencies = objectIn(json, 'dependencies');
  return {
    json,
    scripts: objectIn(json, 'scripts'),
    dependencies,
    all: { ...objectIn(json, 'devDependencies'), ...dependencies },
  };
}

/** Without the scope before it. */
export function packageName(folder: Folder): Fact | undefined {
  return folder.fact('package.json', /"name"\s*:\s*"(?:@[^"/]*\/)?([^"]+)"/);
}

/** A framework by the dependency that it is known by. */
export function dependencyFact(folder: Folder, dependency: string, value: string): Fact {
  const written = new RegExp(`"${dependency.replace(/[/@]/g, '\\$&')}"\\s*:`);
  const match = folder.find('package.json', written);
  return { value, ...(match && { from: match.from }) };
}

export function readVersion(folder: Folder): Fact {
  return (
    folder.fact('.nvmrc', /^\s*v?(\d+)/) ??
    folder.fact('.node-version', /^\s*v?(\d+)/) ??
    folder.fact('package.json', /"engines"\s*:\s*\{[^}]*"node"\s*:\s*"[\^~>=\sv]*(\d{2})/) ??
    guess(VERSIONS.node)
  );
}

export function readTests(folder: Folder, { scripts }: Package): Fact | undefined {
  const script = scripts['test'];
  if (typeof script !== 'string' || /no test specified|^\s*$/.test(script)) return undefined;
  // They take a browser, which the image of Node has not.
  if (/\b(?:ng test|karma|cypress|playwright|wdio|testcafe)\b/.test(script)) return undefined;
  return folder.fact('package.json', /"test"\s*:\s*"((?:[^"\\]|\\.)*)"/);
}
