/** The language server as a Node process of its own: what an editor starts. */
import { enableCompileCache } from './compile-cache.ts';

enableCompileCache();
const { startNodeServer } = await import('./node-server.ts');
startNodeServer();
