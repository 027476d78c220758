/** Texts parsed once: what snapshots share of the files that an edit did not touch. */
import type { Segment } from '../text/span.ts';
import type { SourceText } from '../text/source-text.ts';
import { YamlFile } from '../yaml/yaml-file.ts';

export class ParsedFiles {
  readonly #latest = new Map<string, YamlFile>();
  readonly #yaml = new WeakMap<SourceText, YamlFile>();
  readonly #whole = new WeakMap<SourceText, Segment>();
  readonly #paths = new WeakMap<Segment, string>();

  /** The parsed file; the segments that the last parsed state of this path has unchanged are taken over. */
  yaml(source: SourceText): YamlFile {
    const known = this.#yaml.get(source);
    if (known) return known;
    const file = YamlFile.parse(source, this.#latest.get(source.path));
    for (const segment of file.segments) this.#paths.set(segment, source.path);
    this.#yaml.set(source, file);
    this.#latest.set(source.path, file);
    return file;
  }

  /** The whole text as one segment, for files that are no YAML. */
  whole(source: SourceText): Segment {
    let segment = this.#whole.get(source);
    if (!segment) {
      segment = { text: source.text };
      this.#whole.set(source, segment);
      this.#paths.set(segment, source.path);
    }
    return segment;
  }

  /** The file that a segment was cut from. */
  pathOf(segment: Segment): string | undefined {
    return this.#paths.get(segment);
  }

  forget(path: string): void {
    this.#latest.delete(path);
  }
}
