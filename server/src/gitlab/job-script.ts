/** A job's shell text: the items of its scripts joined as the runner joins them, with the way back to the source. */
import { span, type Span } from '../text/span.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';

interface Piece {
  /** UTF-16 offset in the joined text. */
  readonly start: number;
  readonly node: ScalarNode;
}

export class JobScript {
  /** The decoded items, each on lines of its own. */
  readonly text: string;
  readonly items: readonly ScalarNode[];
  readonly #pieces: readonly Piece[];

  constructor(items: readonly ScalarNode[]) {
    const pieces: Piece[] = [];
    let text = '';
    for (const node of items) {
      pieces.push({ start: text.length, node });
      text += node.value.endsWith('\n') ? node.value : `${node.value}\n`;
    }
    this.text = text;
    this.items = items;
    this.#pieces = pieces;
  }

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  /**
   * Where `[start, end)` of the text (UTF-16 offsets) is written. What reaches over several items of different
   * files is cut to the first.
   */
  spanAt(start: number, end: number): Span {
    const first = this.#pieceAt(start);
    if (!first) return span({ text: '' }, 0, 0);
    const last = this.#pieceAt(Math.max(start, end - 1)) ?? first;
    const own = spanInScalar(
      first.node,
      start - first.start,
      Math.min(end - first.start, first.node.value.length),
    );
    if (last === first || last.node.segment !== first.node.segment) return own;
    const tail = spanInScalar(last.node, 0, Math.min(end - last.start, last.node.value.length));
    return tail.end >= own.start ? span(own.segment, own.start, tail.end) : own;
  }

  /** The item that holds an offset of the text. */
  itemAt(offset: number): ScalarNode | undefined {
    return this.#pieceAt(offset)?.node;
  }

  #pieceAt(offset: number): Piece | undefined {
    let low = 0;
    let high = this.#pieces.length - 1;
    if (high < 0) return undefined;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#pieces[middle]!.start <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#pieces[low];
  }
}
