/** Front ends whose build becomes static files. */
import { guess, type Fact } from '../fact.ts';
import type { Folder } from '../folder.ts';
import type { Package } from './package.ts';

export interface FrontEnd {
  /** The package that builds it. */
  readonly dependency: string;
  readonly name: string;
  /** The folder that the build writes. */
  readonly output: string;
}

const FRONT_ENDS: readonly FrontEnd[] = [
  { dependency: '@angular/core', name: 'Angular', output: '' },
  { dependency: 'react-scripts', name: 'Create React App', output: 'build' },
  { dependency: '@vue/cli-service', name: 'Vue CLI', output: 'dist' },
  { dependency: 'gatsby', name: 'Gatsby', output: 'public' },
  { dependency: '@docusaurus/core', name: 'Docusaurus', output: 'build' },
  { dependency: 'astro', name: 'Astro', output: 'dist' },
  { dependency: 'parcel', name: 'Parcel', output: 'dist' },
  { dependency: 'vite', name: 'Vite', output: 'dist' },
];

/** What builds the pages, where there is a script that does. */
export function frontEndOf({ all, scripts }: Package): FrontEnd | undefined {
  if (typeof scripts['build'] !== 'string') return undefined;
  return FRONT_ENDS.find(({ dependency }) => Object.hasOwn(all, dependency));
}

/** The folder that a front end's build writes. */
export function outputOf(folder: Folder, { dependency, output }: FrontEnd): Fact {
  if (dependency === '@angular/core') {
    const path = folder.find('angular.json', /"outputPath"\s*:\s*(?:\{\s*"base"\s*:\s*)?"([^"]+)"/);
    const project = folder.find('angular.json', /"projects"\s*:\s*\{\s*"([^"]+)"/);
    const base = path?.groups[1] ?? `dist/${project?.groups[1] ?? 'app'}`;
    const hasBrowserFolder =
      folder.find('angular.json', /@angular(?:-devkit)?\/(?:build|build-angular):application/) !== undefined;
    const from = (path ?? project)?.from;
    return { value: hasBrowserFolder ? `${base}/browser` : base, ...(from && { from }) };
  }
  return (
    folder.fact(
      folder.first('vite.config.ts', 'vite.config.js', 'vite.config.mjs'),
      /\boutDir\s*:\s*["']\.?\/?([\w./-]+)["']/,
    ) ?? guess(output)
  );
}
