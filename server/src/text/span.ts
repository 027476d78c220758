/**
 * Where things are. A file is cut into segments that are parsed on their own; a fact's span counts from the start
 * of its segment, so that it stays valid when the text before the segment changes. Only whoever holds the whole
 * file (SegmentedFile) can say where a segment lies today.
 */

/** A stretch of a file that is parsed on its own. Compared by identity: the same object means unchanged text. */
export interface Segment {
  readonly text: string;
}

/** Half-open range of UTF-16 offsets in its segment. */
export interface Span {
  readonly segment: Segment;
  readonly start: number;
  readonly end: number;
}

/** Half-open range of UTF-16 offsets in a whole file. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Range in a file of the project, named by its path (relative to the project's root, with `/`). */
export interface Location {
  readonly path: string;
  readonly range: OffsetRange;
}

export function span(segment: Segment, start: number, end: number): Span {
  return { segment, start, end };
}

/** The text that a span covers. */
export function textOf(at: Span): string {
  return at.segment.text.slice(at.start, at.end);
}

/** Whether `offset` touches the range, its end included (where a cursor behind the last character stands). */
export function touches(range: OffsetRange, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

export function contains(outer: OffsetRange, inner: OffsetRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function overlaps(a: OffsetRange, b: OffsetRange): boolean {
  return a.start < b.end && b.start < a.end;
}
