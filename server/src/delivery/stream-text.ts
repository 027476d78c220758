/** The text of a stream, where the script or the repository tell it. */
import type { Segment } from '../text/span.ts';
import type { FileReference } from './file-reference.ts';
import { joined, known, splitAt, type PartialText } from './partial-text.ts';
import type { Stream } from './stream.ts';
import type { FilePath } from './working-files.ts';

/** Longer files are not values that a script works with. */
const MAXIMUM_LENGTH = 8_000;

export class StreamReader {
  readonly #world: { textOf(path: FilePath): Segment | undefined };

  constructor(world: { textOf(path: FilePath): Segment | undefined }) {
    this.#world = world;
  }

  /** Undefined where the text is not known. */
  textOf(stream: Stream, depth = 0): PartialText | undefined {
    if (depth > 20) return undefined;
    switch (stream.kind) {
      case 'text':
        return stream.text;
      case 'names':
        return joined(stream.names.flatMap((name) => [name, known('\n')]));
      case 'empty':
        return [];
      case 'files':
        return this.#all(stream.files.map((file) => this.#fileText(file, depth)));
      case 'several':
        return this.#all(stream.streams.map((part) => this.textOf(part, depth + 1)));
      default:
        return undefined;
    }
  }

  /** The lines of a stream without empty ones; undefined where they are not known. */
  linesOf(stream: Stream): readonly PartialText[] | undefined {
    if (stream.kind === 'names') return stream.names;
    const text = this.textOf(stream);
    return text && splitAt(text, '\n').filter((line) => line.length > 0);
  }

  #all(texts: readonly (PartialText | undefined)[]): PartialText | undefined {
    return texts.every((text) => text !== undefined) ? joined(texts) : undefined;
  }

  #fileText(file: FileReference, depth: number): PartialText | undefined {
    if (file.state.kind === 'written')
      return file.state.file.isCertain ? this.textOf(file.state.file.content, depth + 1) : undefined;
    if (file.state.kind !== 'repository' || file.path === undefined) return undefined;
    const text = this.#world.textOf(file.path)?.text;
    return text === undefined || text.length > MAXIMUM_LENGTH ? undefined : known(text);
  }
}
