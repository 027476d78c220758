/** `pipewright render FILE`: the file as envsubst would write it. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { namesInList } from '../envsubst/list.ts';
import { findPlaceholders } from '../envsubst/placeholder.ts';
import { render } from '../envsubst/render.ts';
import { UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: `usage: pipewright render FILE [--var NAME=VALUE]… [--list '$A $B']

Prints the file as GNU envsubst would write it with these variables: a variable without a value renders as nothing,
and is named on standard error. '-' reads standard input. --list restricts replacing, as envsubst's argument does.`,
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { var: { type: 'string', multiple: true, default: [] }, list: { type: 'string' } },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new UsageError('render takes one file');
    const variables = new Map(values.var.map(readVariable));
    const list = values.list === undefined ? undefined : new Set(namesInList(values.list));
    const text = await readText(file);
    process.stdout.write(render(text, (name) => variables.get(name), list).text);
    const names = new Set(findPlaceholders(text).map(({ name }) => name));
    const missing = [...names].filter((name) => !variables.has(name) && (!list || list.has(name)));
    if (missing.length > 0) process.stderr.write(`pipewright: rendered as nothing: ${missing.join(', ')}\n`);
    return 0;
  },
};

function readVariable(word: string): readonly [name: string, value: string] {
  const equals = word.indexOf('=');
  if (equals <= 0) throw new UsageError(`--var takes NAME=VALUE, not '${word}'`);
  return [word.slice(0, equals), word.slice(equals + 1)];
}

async function readText(file: string): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `'${file}' cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
}
