/** Names of rules where people write them: in `.pipewright.yml`, and behind `# pipewright-ignore`. */
import { ruleNames } from '../rules/generated/names.ts';
import { summaries } from '../rules/generated/summaries.ts';
import { pageUrl } from '../rules/page-url.ts';
import type { SourceText } from '../text/source-text.ts';
import type { OffsetRange } from '../text/span.ts';

/** Every rule, and the families. */
export function rulePatterns(): readonly string[] {
  const families = new Set(ruleNames.map((name) => `${name.slice(0, name.indexOf('/'))}/*`));
  return [...ruleNames, ...families];
}

/** What is told of a rule, or of a family; undefined for what is neither. */
export function ruleText(name: string): string | undefined {
  if (Object.hasOwn(summaries, name)) return `${summaries[name]}\n\n[The rule's page](${pageUrl(name)})`;
  const family = /^(\w+)\/\*$/.exec(name)?.[1];
  const members = ruleNames.filter((it) => name === '*' || it.startsWith(`${family}/`));
  return members.length > 0 ? `${name === '*' ? 'All' : 'These'} ${members.length} rules.` : undefined;
}

/** The rule that is named behind `# pipewright-ignore` at an offset. */
export function ignoredRuleAt(
  source: SourceText,
  offset: number,
): { readonly range: OffsetRange; readonly name: string } | undefined {
  const line = source.lineAt(offset);
  const directive = /#[ \t]*pipewright-ignore(?:-file)?[ \t]+/.exec(source.lineText(line));
  if (!directive) return undefined;
  const first = directive.index + directive[0].length;
  for (const word of source
    .lineText(line)
    .slice(first)
    .matchAll(/[\w/*-]+/g)) {
    const start = source.lineStarts[line]! + first + word.index;
    const range = { start, end: start + word[0].length };
    if (offset >= range.start && offset <= range.end) return { range, name: word[0] };
  }
  return undefined;
}
