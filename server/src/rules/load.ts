/** Loads rules by family, so that the first diagnostics wait for no more than they need. */
import { families } from './generated/index.ts';
import type { Rule } from './rule.ts';

/** What the first diagnostics need. Rules of these families that need more export `isLoadedLate`. */
export const FIRST_FAMILIES: readonly string[] = ['yaml', 'pipeline'];

export async function loadRules(names: readonly string[]): Promise<Rule[]> {
  const loaded = await Promise.all(names.map((name) => families[name]?.()));
  return loaded.flatMap((module) => module?.rules ?? []);
}

export function loadAllRules(): Promise<Rule[]> {
  return loadRules(Object.keys(families));
}

export function laterFamilies(): string[] {
  return Object.keys(families).filter((name) => !FIRST_FAMILIES.includes(name));
}
