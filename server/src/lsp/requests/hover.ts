/** What is told of the thing under the pointer. */
import { HoverRequest, MarkupKind } from '../protocol.ts';
import type { AddressOf } from '../../features/markdown.ts';
import type { OpenFile, ProtocolFeature } from '../protocol-feature.ts';
import { loadManifestFields } from './load-manifest-fields.ts';

export const hover: ProtocolFeature = {
  capabilities: () => ({ hoverProvider: true }),
  register(requests) {
    requests.onDocument(HoverRequest.type, {
      needs: 'file',
      load: async ({ textDocument }) => ({
        ...(await import('../../features/hover.ts')),
        ...(await import('../../features/markdown.ts')),
        fields: await loadManifestFields(requests, textDocument.uri),
      }),
      answer({ hoverAt, withoutMarkdown, fields }, file, { position }) {
        const { snapshot, path, source } = file;
        const offset = source.offsetAt(position);
        const found =
          hoverAt(snapshot, path, offset, addressesIn(file)) ?? fields?.fieldHover(snapshot, path, offset);
        if (!found) return null;
        const range = source.rangeAt(found.range);
        const formats = requests.session.client.textDocument?.hover?.contentFormat ?? [];
        return formats.includes(MarkupKind.Markdown)
          ? { range, contents: { kind: MarkupKind.Markdown, value: found.markdown } }
          : { range, contents: { kind: MarkupKind.PlainText, value: withoutMarkdown(found.markdown) } };
      },
    });
  },
};

/** Addresses such as `file:///project/.gitlab-ci.yml#L3,5`, 1-based: what editors follow in Markdown. */
export function addressesIn({ project, snapshot }: Pick<OpenFile, 'project' | 'snapshot'>): AddressOf {
  return ({ path, range }) => {
    const position = snapshot.text(path)?.positionAt(range.start);
    const uri = project.uriOf(path).replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'));
    return position ? `${uri}#L${position.line + 1},${position.character + 1}` : uri;
  };
}
