/** Reads a small manifest for a test. */
import type { Manifest } from '../../../server/src/kubernetes/manifest.ts';
import { readManifest } from '../../../server/src/kubernetes/manifest.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { textOf, type Span } from '../../../server/src/text/span.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';

export function manifest(text: string, path = 'k8s/app.yaml', previous?: Manifest): Manifest | undefined {
  return readManifest(path, YamlFile.parse(new SourceText(path, text), previous?.file));
}

export function mustRead(text: string, path?: string): Manifest {
  const read = manifest(text, path);
  if (!read) throw new Error('no manifest');
  return read;
}

/** 1-based line, and the text that the span covers. */
export function place(read: Manifest, at: Span): string {
  const range = read.file.locate(at)!;
  return `${read.file.source.lineAt(range.start) + 1}: ${textOf(at)}`;
}
