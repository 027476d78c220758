/** Rust programs. */
import { VERSIONS } from '../versions.ts';
import type { FoundApplication } from './application.ts';
import { rustEnvironment } from './environment/others.ts';
import { guess, type Fact } from './fact.ts';
import type { Folder } from './folder.ts';

export function detectRust(folder: Folder): FoundApplication | undefined {
  const main = folder.first('src/main.rs', 'src/bin/main.rs');
  if (!folder.has('Cargo.toml') || main !== 'src/main.rs') return undefined;
  const name = folder.fact('Cargo.toml', /^name\s*=\s*["']([^"']+)["']/m);
  if (!name) return undefined;
  const binary = folder.fact('Cargo.toml', /^\[\[bin\]\][^[]*?^name\s*=\s*["']([^"']+)["']/m) ?? name;
  const version =
    folder.fact(folder.first('rust-toolchain.toml', 'rust-toolchain'), /(\d+\.\d+)/) ??
    newest(folder.fact('Cargo.toml', /^rust-version\s*=\s*["'](\d+\.\d+)/m));
  const sources = folder.sources(/\.rs$/);
  const framework = readFramework(folder);
  const tests = folder.findIn(
    [...folder.names.filter((it) => /^tests\/.*\.rs$/.test(it)), ...sources],
    /#\[(?:\w+::)?test\]/,
  );
  const hasLock = folder.has('Cargo.lock');
  const locked = hasLock ? ' --locked' : '';
  return {
    language: folder.presence('Cargo.toml', 'Rust'),
    version,
    packageManager: folder.presence('Cargo.toml', 'Cargo'),
    ...(hasLock && { lockFile: folder.presence('Cargo.lock', 'Cargo.lock') }),
    ...(framework && { framework }),
    entryPoint: folder.presence(main, main),
    ...(tests && { tests: { value: `cargo test${locked}`, from: tests.from } }),
    name,
    defaultPort: framework?.value === 'Rocket' ? 8000 : 8080,
    environment: rustEnvironment(folder, main),
    sources,
    recipe: (port) => ({
      template: 'rust',
      values: {
        version: version.value,
        files: hasLock ? 'Cargo.toml Cargo.lock' : 'Cargo.toml',
        locked,
        // What is named in it has to be there for each build.
        isPlain:
          folder.find('Cargo.toml', /^\[(?:workspace|lib|\[(?:bin|bench|example|test)\])\]?|^build\s*=/m) ===
          undefined,
        isRocket: framework?.value === 'Rocket',
        binary: binary.value,
        port,
        debian: VERSIONS.debian,
      },
      ignored: ['target'],
      companions: {},
      ...(tests && {
        test: {
          image: `rust:${version.value}-${VERSIONS.debian}`,
          install: [],
          script: [`cargo test${locked}`],
          variables: { CARGO_HOME: '$CI_PROJECT_DIR/.cargo' },
          cachePaths: ['.cargo/registry', 'target'],
          cacheKeys: [hasLock ? 'Cargo.lock' : 'Cargo.toml'],
        },
      }),
      user: 10001,
      isReadOnly: true,
      size: 'small',
      startSeconds: 2,
    }),
  };
}

/** The version that is written where nothing else is, unless the project takes a newer one at least. */
function newest(least: Fact | undefined): Fact {
  const minor = (version: string) => Number(version.split('.')[1]);
  return least && minor(least.value) >= minor(VERSIONS.rust) ? least : guess(VERSIONS.rust);
}

function readFramework(folder: Folder): Fact | undefined {
  for (const [crate, value] of [
    ['actix-web', 'Actix Web'],
    ['axum', 'axum'],
    ['rocket', 'Rocket'],
    ['warp', 'warp'],
  ] as const) {
    const match = folder.find('Cargo.toml', new RegExp(`^${crate}\\s*=`, 'm'));
    if (match) return { value, from: match.from };
  }
  return undefined;
}
