/** `pipewright explain RULE`: the rule's page. */
import { parseArgs } from 'node:util';
import { nearestName } from '../text/nearest.ts';
import { UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: 'usage: pipewright explain RULE\n       pipewright explain            (lists all rules)',
  async run(words) {
    const { positionals } = parseArgs({ args: words, allowPositionals: true, options: {} });
    const { pages } = await import('../rules/generated/pages.ts');
    const [name] = positionals;
    if (positionals.length > 1) throw new UsageError('explain takes one rule');
    if (name === undefined) return list();
    const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
    if (page === undefined) {
      const near = nearestName(name, Object.keys(pages));
      throw new UsageError(`There is no rule '${name}'.${near ? ` Did you mean ${near}?` : ''}`);
    }
    process.stdout.write(page.endsWith('\n') ? page : `${page}\n`);
    return 0;
  },
};

async function list(): Promise<number> {
  const { loadAllRules } = await import('../rules/load.ts');
  const rules = (await loadAllRules()).sort((a, b) => a.id.localeCompare(b.id));
  const width = Math.max(...rules.map(({ id }) => id.length));
  for (const { id, severity, summary } of rules)
    process.stdout.write(`${id.padEnd(width)}  ${severity.padEnd(7)}  ${summary}\n`);
  return 0;
}
