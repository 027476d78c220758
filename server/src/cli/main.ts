/** The command line: finds the command and leaves the rest to it. */
import { enableCompileCache } from '../lsp/compile-cache.ts';
import { VERSION } from '../lsp/version.ts';
import { UsageError, type Command } from './command.ts';

/** Each command loads when it is called: starting must cost little. */
const COMMANDS: Readonly<
  Record<string, { readonly summary: string; readonly load: () => Promise<{ readonly command: Command }> }>
> = {
  lint: {
    summary: 'report what will break in pipelines, manifests and Dockerfiles',
    load: () => import('./lint.ts'),
  },
  fix: { summary: 'mend what has one remedy, in the files', load: () => import('./fix.ts') },
  generate: {
    summary: 'write pipeline, Dockerfile and manifests for a project',
    load: () => import('./generate.ts'),
  },
  explain: { summary: 'show a rule’s page', load: () => import('./explain.ts') },
  render: { summary: 'print a manifest as envsubst would write it', load: () => import('./render.ts') },
  variables: {
    summary: 'list the CI/CD variables that must be set in the project’s settings',
    load: () => import('./variables.ts'),
  },
  simulate: {
    summary: 'say which jobs a pipeline has for an event, and what breaks',
    load: () => import('./simulate.ts'),
  },
  graph: {
    summary: 'draw which jobs wait for which (Mermaid, Graphviz, JSON)',
    load: () => import('./graph.ts'),
  },
  expand: {
    summary: 'print the pipeline as one file, each job as it runs',
    load: () => import('./expand.ts'),
  },
  lsp: { summary: 'run the language server (--stdio)', load: () => import('./lsp.ts') },
};

enableCompileCache();

const [name = 'help', ...rest] = process.argv.slice(2);

async function main(): Promise<number> {
  if (name === '--version' || name === '-V') return print(VERSION);
  if (name === 'help' || name === '--help' || name === '-h') return print(usage());
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) throw new UsageError(`There is no command '${name}'.\n\n${usage()}`);
  const { command } = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) return print(command.usage);
  return command.run(rest);
}

function usage(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((command) => command.length));
  const lines = Object.entries(COMMANDS).map(
    ([command, { summary }]) => `  ${command.padEnd(width)}  ${summary}`,
  );
  return [
    'usage: pipewright COMMAND [OPTION…]',
    '',
    ...lines,
    '',
    'pipewright COMMAND --help tells more about one of them.',
  ].join('\n');
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

// A reader that closes early (`pipewright lint | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const isUsage =
      error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
    process.stderr.write(
      `pipewright: ${isUsage ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 2;
  },
);
