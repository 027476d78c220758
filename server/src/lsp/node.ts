/** The language server as a Node process of its own: what an editor starts. */
import module from 'node:module';

// From Node 22 on: what is loaded after this need not be compiled again the next time.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const { startNodeServer } = await import('./node-server.ts');
startNodeServer();
