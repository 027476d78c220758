/** Colours of variables, placeholders, inputs, jobs and stages. */
import { SemanticTokensRangeRequest, SemanticTokensRequest, type SemanticTokens } from '../protocol.ts';
import type { SemanticToken } from '../../features/semantic-tokens.ts';
import type { SourceText } from '../../text/source-text.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

/** The order counts: tokens name these by their index. */
const TYPES = ['variable', 'function', 'enumMember', 'parameter', 'label'] satisfies SemanticToken['type'][];
const MODIFIERS = [
  'declaration',
  'modification',
  'defaultLibrary',
] satisfies SemanticToken['modifiers'][number][];

export const semanticTokens: ProtocolFeature = {
  capabilities: () => ({
    semanticTokensProvider: {
      legend: { tokenTypes: TYPES, tokenModifiers: MODIFIERS },
      full: true,
      range: true,
    },
  }),
  register(requests) {
    const load = () => import('../../features/semantic-tokens.ts');
    requests.onDocument(SemanticTokensRequest.type, {
      needs: 'file',
      load,
      answer: (features, { snapshot, path, source }) =>
        encode(source, features.semanticTokens(snapshot, path)),
    });
    requests.onDocument(SemanticTokensRangeRequest.type, {
      needs: 'file',
      load,
      answer(features, { snapshot, path, source }, { range }) {
        const within = { start: source.offsetAt(range.start), end: source.offsetAt(range.end) };
        return encode(source, features.semanticTokens(snapshot, path, within));
      },
    });
  },
};

/** Five numbers a token: lines and characters counted from the token before. */
function encode(source: SourceText, tokens: readonly SemanticToken[]): SemanticTokens {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const { range, type, modifiers } of tokens) {
    const position = source.positionAt(range.start);
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << MODIFIERS.indexOf(modifier)), 0);
    data.push(
      position.line - line,
      position.line === line ? position.character - character : position.character,
      range.end - range.start,
      TYPES.indexOf(type),
      bits,
    );
    ({ line, character } = position);
  }
  return { data };
}
