/** Colours for what a grammar cannot tell: variables and placeholders, jobs, stages and where they are named. */
import { isPredefined } from '../gitlab/predefined-variables.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { OffsetRange } from '../text/span.ts';
import { occurrencesIn, occurrencesInManifest } from './find-name.ts';
import type { Occurrence } from './occurrence.ts';
import { roleOf } from './role.ts';

export type TokenType = 'variable' | 'function' | 'enumMember' | 'parameter' | 'label';
export type TokenModifier = 'declaration' | 'modification' | 'defaultLibrary';

export interface SemanticToken {
  /** Of one line, UTF-16 offsets. */
  readonly range: OffsetRange;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

const TYPES = {
  variable: 'variable',
  job: 'function',
  stage: 'enumMember',
  input: 'parameter',
  anchor: 'label',
} as const;

/** @param within only the tokens that touch this range */
export function semanticTokens(
  snapshot: Snapshot,
  path: string,
  within?: OffsetRange,
): readonly SemanticToken[] {
  const role = roleOf(snapshot, path);
  const occurrences =
    role?.kind === 'pipeline'
      ? occurrencesIn(role.file)
      : role?.kind === 'manifest'
        ? occurrencesInManifest(role.manifest)
        : [];
  const source = snapshot.text(path);
  const tokens: SemanticToken[] = [];
  for (const occurrence of occurrences) {
    const location = snapshot.locate(occurrence.at);
    if (!source || location?.path !== path) continue;
    const { range } = location;
    if (within && (range.end < within.start || range.start > within.end)) continue;
    // A name over several lines is no token: editors take them by line.
    if (range.end <= range.start || /[\r\n]/.test(source.slice(range))) continue;
    tokens.push({ range, type: TYPES[occurrence.kind], modifiers: modifiersOf(occurrence) });
  }
  tokens.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  return tokens.filter((token, index) => index === 0 || token.range.start >= tokens[index - 1]!.range.end);
}

function modifiersOf({ kind, name, role }: Occurrence): SemanticToken['modifiers'] {
  if (role === 'definition') return ['declaration'];
  if (role === 'assignment') return ['modification'];
  return kind === 'variable' && isPredefined(name) ? ['defaultLibrary'] : [];
}
