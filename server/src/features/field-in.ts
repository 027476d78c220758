/** Which field of a file a place in its text belongs to. */
import { fieldAt, type Field } from '../kubernetes/field.ts';
import { span } from '../text/span.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';

/** The scalar at an offset of a file, with its path from the root. */
export function fieldIn(file: YamlFile, offset: number): Field | undefined {
  const place = file.segmentAt(offset);
  for (const document of file.documents) {
    const entry = document.entries.find((it) => it.segment === place?.segment);
    if (entry) return fieldAt(entry, span(entry.segment, place!.offset, place!.offset));
  }
  return undefined;
}
