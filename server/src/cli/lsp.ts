/** `pipewright lsp --stdio`. */
import { UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: 'usage: pipewright lsp --stdio\n\nRuns the language server on standard input and output.',
  async run(words) {
    if (!words.some((word) => word === '--stdio' || word === '--node-ipc' || word.startsWith('--socket')))
      throw new UsageError('lsp needs --stdio');
    await import('../lsp/node.ts');
    return new Promise<number>(() => undefined); // the connection ends the process
  },
};
