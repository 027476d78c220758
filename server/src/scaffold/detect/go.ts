/** Go programs. */
import { VERSIONS } from '../versions.ts';
import type { FoundApplication } from './application.ts';
import { goEnvironment } from './environment/others.ts';
import { guess, type Fact } from './fact.ts';
import type { Folder } from './folder.ts';

const FRAMEWORKS: readonly (readonly [module: string, name: string])[] = [
  ['github.com/gin-gonic/gin', 'Gin'],
  ['github.com/labstack/echo', 'Echo'],
  ['github.com/gofiber/fiber', 'Fiber'],
  ['github.com/go-chi/chi', 'chi'],
  ['github.com/gorilla/mux', 'gorilla/mux'],
];

export function detectGo(folder: Folder): FoundApplication | undefined {
  if (!folder.has('go.mod')) return undefined;
  const sources = folder.sources(/(?<!_test)\.go$/);
  const main = folder.findIn(sources, /^package\s+main\b/m);
  if (!main) return undefined;
  const version = folder.fact('go.mod', /^go\s+(\d+\.\d+)/m) ?? guess(VERSIONS.go);
  const framework = readFramework(folder);
  const name = folder.fact('go.mod', /^module\s+(?:\S*\/)?((?!v\d+\s*$)[^\s/]+)(?:\/v\d+)?\s*$/m);
  const test = folder.anyNamed(/_test\.go$/);
  const slash = main.name.lastIndexOf('/');
  const target = slash < 0 ? '.' : `./${main.name.slice(0, slash)}`;
  const hasSum = folder.has('go.sum');
  const isVendored = folder.has('vendor/modules.txt');
  return {
    language: folder.presence('go.mod', 'Go'),
    version,
    packageManager: folder.presence('go.mod', 'Go modules'),
    ...(hasSum && { lockFile: folder.presence('go.sum', 'go.sum') }),
    ...(framework && { framework }),
    entryPoint: { value: target, from: main.from },
    ...(test !== undefined && { tests: folder.presence(test, 'go test ./...') }),
    ...(name && { name }),
    defaultPort: 8080,
    environment: goEnvironment(folder, sources),
    sources,
    recipe: (port) => ({
      template: 'go',
      values: { version: version.value, target, port, hasSum, isVendored, alpine: VERSIONS.alpine },
      ignored: ['**/*_test.go'],
      companions: {},
      ...(test !== undefined && {
        test: {
          image: `golang:${version.value}-alpine`,
          install: [],
          script: ['go vet ./...', 'go test ./...'],
          variables: {
            GOPATH: '$CI_PROJECT_DIR/.go',
            GOCACHE: '$CI_PROJECT_DIR/.go/build',
            CGO_ENABLED: '0',
          },
          cachePaths: ['.go'],
          cacheKeys: [hasSum ? 'go.sum' : 'go.mod'],
        },
      }),
      user: 10001,
      isReadOnly: true,
      size: 'small',
      startSeconds: 2,
    }),
  };
}

function readFramework(folder: Folder): Fact | undefined {
  for (const [module, value] of FRAMEWORKS) {
    const match = folder.find(
      'go.mod',
      new RegExp(`^\\s*(?:require\\s+)?${module.replace(/[./]/g, '\\$&')}`, 'm'),
    );
    if (match) return { value, from: match.from };
  }
  return undefined;
}
