/**
 * Cuts a YAML stream into documents and each document's root mapping into its top-level entries, by looking at the
 * lines' first columns only. An edit within one entry then leaves all others as they are.
 */

export interface Piece {
  /** UTF-16 offsets in the file. */
  readonly start: number;
  readonly end: number;
}

export interface DocumentPieces {
  readonly pieces: readonly Piece[];
  readonly start: number;
  readonly end: number;
}

/**
 * Where the pieces lie. They cover the text without gaps, but for document markers (`---`, `...`), which belong to
 * no piece.
 */
export function splitStream(text: string): DocumentPieces[] {
  const documents: DocumentPieces[] = [];
  let starts: number[] = [];
  let documentStart = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let flow = 0;
  let seenMarker = false;
  const close = (end: number) => {
    const bounds = starts.length > 0 ? [documentStart, ...starts.slice(1), end] : [documentStart, end];
    const pieces = bounds.slice(1).map((bound, index) => ({ start: bounds[index]!, end: bound }));
    documents.push({ pieces, start: documentStart, end });
    starts = [];
    flow = 0;
  };
  const nextLine = lineStepper(text);
  for (let i = documentStart; i < text.length; i = nextLine(i)) {
    const first = text.charCodeAt(i);
    if (first === 32) continue; // nearly all lines
    if (first === 45 && isMarker(text, i, '---')) {
      if (seenMarker || starts.length > 0 || /\S/.test(withoutComments(text.slice(documentStart, i))))
        close(i);
      seenMarker = true;
      documentStart = i + 3;
      // `--- {a: 1}` or `--- |`: the root stands on the marker's own line
      if (/^[ \t]+[^\s#]/.test(text.slice(i + 3, lineEnd(text, i)))) starts.push(documentStart);
    } else if (first === 46 && isMarker(text, i, '...')) {
      close(i);
      seenMarker = false;
      documentStart = Math.min(text.length, nextLine(i));
    } else if (flow === 0 && opensEntry(first, text.charCodeAt(i + 1))) {
      starts.push(i);
      flow = first === 91 || first === 123 ? 1 : 0;
    }
  }
  if (seenMarker || starts.length > 0 || /\S/.test(text.slice(documentStart))) close(text.length);
  return documents;
}

/** A key can start with anything but blanks, line ends, `#`, `- `, and brackets that close what an entry opened. */
function opensEntry(first: number, second: number): boolean {
  if (first === 32 || first === 9 || first === 10 || first === 13 || first === 35) return false;
  if (first === 93 || first === 125) return false;
  if (first === 45)
    return !(second === 32 || second === 9 || second === 10 || second === 13 || Number.isNaN(second));
  return true;
}

function isMarker(text: string, at: number, marker: string): boolean {
  if (!text.startsWith(marker, at)) return false;
  const after = text.charCodeAt(at + 3);
  return Number.isNaN(after) || after === 32 || after === 9 || after === 10 || after === 13;
}

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*[#%].*$/gm, '');
}

function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found;
}

/** Gives the start of the line after the one that an offset lies in. */
function lineStepper(text: string): (at: number) => number {
  if (!text.includes('\r')) {
    return (at) => {
      const found = text.indexOf('\n', at);
      return found < 0 ? text.length : found + 1;
    };
  }
  return (at) => {
    let i = at;
    while (i < text.length) {
      const code = text.charCodeAt(i++);
      if (code === 10) return i;
      if (code === 13) return text.charCodeAt(i) === 10 ? i + 1 : i;
    }
    return i;
  };
}
