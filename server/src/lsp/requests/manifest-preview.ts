/** The rendered manifest, for the preview beside its template. */
import { ProtocolRequestType, type Location, type Range } from '../protocol.ts';
import { SourceText } from '../../text/source-text.ts';
import { toLocation } from '../locations.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

interface PreviewParameters {
  readonly textDocument: { readonly uri: string };
  /** The job to show; the first one without it. */
  readonly job?: string;
}

export interface PreviewResult {
  readonly text: string;
  readonly job: string;
  readonly jobs: readonly string[];
  readonly values: readonly {
    /** In the preview. */
    readonly range: Range;
    readonly name: string;
    readonly note: string;
    /** The placeholder. */
    readonly template: Range;
    /** Where the value is defined. */
    readonly source?: Location;
  }[];
}

const type = new ProtocolRequestType<PreviewParameters, PreviewResult | null, never, void, void>(
  'pipewright/manifestPreview',
);

export const manifestPreview: ProtocolFeature = {
  register(requests) {
    requests.onDocument(type, {
      needs: 'workspace',
      load: () => import('../../features/preview.ts'),
      answer({ previewManifest }, file, { job }): PreviewResult | null {
        const preview = previewManifest(file.snapshot, file.path, job);
        if (!preview) return null;
        const rendered = new SourceText(file.path, preview.text);
        return {
          text: preview.text,
          job: preview.job,
          jobs: preview.jobs,
          values: preview.values.map(({ range, name, note, template, source }) => {
            const at = source && toLocation(file, source);
            return {
              range: rendered.rangeAt(range),
              name,
              note,
              template: file.source.rangeAt(template),
              ...(at && { source: at }),
            };
          }),
        };
      },
    });
  },
};
