/** What a pipeline is read from; the project implements it. */
import type { YamlFile } from '../yaml/yaml-file.ts';

export interface PipelineFiles {
  /** The parsed file; undefined where it is missing, no text, or not read yet. */
  yaml(path: string): YamlFile | undefined;
  /** Whether a file exists; undefined while that is not known. */
  exists(path: string): boolean | undefined;
  /** Every known path, relative to the repository's root. */
  paths(): Iterable<string>;
  /** Why a file that exists has no text: `too-large`, for one. */
  unreadable?(path: string): { readonly kind: string } | undefined;
  /** The folder that stands for another project of `include:project`. */
  projectFolder?(project: string): string | undefined;
}
