/** What can be folded. */
import { FoldingRangeKind, FoldingRangeRequest } from '../protocol.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

const KINDS = { comment: FoldingRangeKind.Comment, imports: FoldingRangeKind.Imports } as const;

export const foldingRange: ProtocolFeature = {
  capabilities: () => ({ foldingRangeProvider: true }),
  register(requests) {
    requests.onDocument(FoldingRangeRequest.type, {
      needs: 'file',
      load: () => import('../../features/folding.ts'),
      answer: ({ foldingRanges }, { snapshot, path }) =>
        foldingRanges(snapshot, path)?.map(({ start, end, kind }) => ({
          startLine: start,
          endLine: end,
          ...(kind && { kind: KINDS[kind] }),
        })) ?? null,
    });
  },
};
