/** What a selection grows to. */
import { SelectionRangeRequest, type SelectionRange } from '../protocol.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

export const selectionRange: ProtocolFeature = {
  capabilities: () => ({ selectionRangeProvider: true }),
  register(requests) {
    requests.onDocument(SelectionRangeRequest.type, {
      needs: 'file',
      load: () => import('../../features/selection-range.ts'),
      answer({ selectionRanges }, { snapshot, path, source }, { positions }) {
        const all = positions.map((position) => selectionRanges(snapshot, path, source.offsetAt(position)));
        // Every position needs an answer: where there is none for the first, the file is not ours.
        if (all.every((ranges) => ranges.length === 0)) return null;
        return all.map((ranges, index) => {
          let result: SelectionRange | undefined;
          for (const range of [...ranges].reverse())
            result = { range: source.rangeAt(range), ...(result && { parent: result }) };
          return result ?? { range: { start: positions[index]!, end: positions[index]! } };
        });
      },
    });
  },
};
