/** `pipewright lsp --stdio`. */
import { UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: 'usage: pipewright lsp --stdio\n\nRuns the language server on standard input and output.',
  async run(words) {
    if (!words.some((word) => word === '--stdio' || word === '--node-ipc' || /^--(?:socket|pipe)/.test(word)))
      throw new UsageError('lsp needs --stdio');
    const { startNodeServer } = await import('../lsp/node-server.ts');
    startNodeServer();
    return new Promise<number>(() => undefined); // the connection ends the process
  },
};
