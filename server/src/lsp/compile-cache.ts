/** Node's cache of compiled code, which Node has from version 22 on: the next start compiles nothing again. */
import module from 'node:module';

interface CompileCache {
  readonly enableCompileCache?: () => unknown;
  readonly flushCompileCache?: () => void;
}

const cache = module as CompileCache;

/** What is loaded from now on goes into the cache, or comes from it. */
export function enableCompileCache(): void {
  cache.enableCompileCache?.();
}

/** Writes the cache at once. Node does so when it ends by itself, but editors end a server their own way. */
export function flushCompileCache(): void {
  cache.flushCompileCache?.();
}
