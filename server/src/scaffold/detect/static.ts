/** Sites without a build: HTML files as they lie there. */
import { VERSIONS } from '../versions.ts';
import type { FoundApplication } from './application.ts';
import type { Folder } from './folder.ts';

export function detectStatic(folder: Folder): FoundApplication | undefined {
  const index = folder.first(
    'index.html',
    'public/index.html',
    'site/index.html',
    'www/index.html',
    'html/index.html',
  );
  if (index === undefined) return undefined;
  const content = index.includes('/') ? `${index.slice(0, index.indexOf('/'))}/` : './';
  return {
    language: folder.presence(index, 'static site'),
    entryPoint: folder.presence(index, index),
    port: { value: 8080 },
    health: { value: '/', from: { path: folder.pathOf(index) } },
    defaultPort: 8080,
    sources: [],
    recipe: () => ({
      template: 'static',
      values: { content, nginx: VERSIONS.nginx },
      // What the root holds beside the site is not for its visitors.
      ignored: content === './' ? ['*.md', '*.yml', '*.yaml'] : [],
      companions: {},
      user: 101,
      isReadOnly: true,
      size: 'small',
      startSeconds: 2,
    }),
  };
}
