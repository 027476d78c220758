/** Completion. */
import {
  CompletionItemKind,
  CompletionRequest,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type CompletionItem,
  type MarkupContent,
} from '../protocol.ts';
import type { ChoiceKind, CompletionChoice } from '../../features/completion-choice.ts';
import type { OpenFile, ProtocolFeature } from '../protocol-feature.ts';
import { loadManifestFields } from './load-manifest-fields.ts';

const KINDS: Readonly<Record<ChoiceKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  job: CompletionItemKind.Function,
  stage: CompletionItemKind.EnumMember,
  variable: CompletionItemKind.Variable,
  file: CompletionItemKind.File,
  anchor: CompletionItemKind.Reference,
  rule: CompletionItemKind.Constant,
  field: CompletionItemKind.Field,
  snippet: CompletionItemKind.Snippet,
};

export const completion: ProtocolFeature = {
  capabilities: () => ({
    completionProvider: { triggerCharacters: ['$', '{', ':', ' ', '[', '*', '/', '-', '.'] },
  }),
  register(requests) {
    requests.onDocument(CompletionRequest.type, {
      needs: 'file',
      load: async ({ textDocument }) => ({
        ...(await import('../../features/completion.ts')),
        ...(await import('../../features/markdown.ts')),
        fields: await loadManifestFields(requests, textDocument.uri),
      }),
      answer({ completionsAt, withoutMarkdown, fields }, file, { position }) {
        const able = requests.session.client.textDocument?.completion?.completionItem;
        const isMarkdown = able?.documentationFormat?.includes(MarkupKind.Markdown) === true;
        const document = (markdown: string): MarkupContent =>
          isMarkdown
            ? { kind: MarkupKind.Markdown, value: markdown }
            : { kind: MarkupKind.PlainText, value: withoutMarkdown(markdown) };
        const place = [file.snapshot, file.path, file.source.offsetAt(position)] as const;
        const named = completionsAt(...place);
        const isVariable = named.some(({ kind }) => kind === 'variable');
        const choices = isVariable ? named : [...named, ...(fields?.manifestChoices(...place) ?? [])];
        return choices.map((choice) => toItem(file, choice, able?.snippetSupport === true, document));
      },
    });
  },
};

function toItem(
  { source }: OpenFile,
  choice: CompletionChoice,
  hasSnippets: boolean,
  document: (markdown: string) => MarkupContent,
): CompletionItem {
  const isSnippet = hasSnippets && choice.snippet !== undefined;
  const text = source.slice(choice.range);
  return {
    label: choice.label,
    kind: KINDS[choice.kind],
    ...(choice.detail !== undefined && { detail: choice.detail }),
    ...(choice.markdown !== undefined && { documentation: document(choice.markdown) }),
    sortText: String(choice.order).padStart(5, '0'),
    // Editors compare with what is typed from the start of the range on: `${NA` with `${NAME`.
    ...(text.startsWith('$') && {
      filterText: `${text.startsWith('${') ? '${' : '$'}${choice.label}`,
    }),
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    // Lines bring their indentation along.
    insertTextMode: InsertTextMode.asIs,
    textEdit: {
      range: source.rangeAt(choice.range),
      newText: isSnippet ? choice.snippet! : choice.newText,
    },
  };
}
