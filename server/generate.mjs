/**
 * Writes all that is derived from other sources: the index of rules, the compiled schemas. Runs every step in
 * `server/generate/`, in the order of their names; a step exports `generate(): Promise<void>`.
 *
 *   node server/generate.mjs [STEP…]     only the steps of these names
 */
import { readdir } from 'node:fs/promises';

const folder = new URL('./generate/', import.meta.url);

/** Runs the named steps, or all of them. */
export async function generateAll(only = []) {
  const steps = (await readdir(folder)).filter((name) => name.endsWith('.mjs')).sort();
  for (const step of steps) {
    if (only.length > 0 && !only.includes(step.replace(/\.mjs$/, ''))) continue;
    const { generate } = await import(new URL(step, folder).href);
    // A module without a `generate` is a part of another step.
    await generate?.();
  }
}

if (process.argv[1] && import.meta.url === (await import('node:url')).pathToFileURL(process.argv[1]).href)
  await generateAll(process.argv.slice(2));
