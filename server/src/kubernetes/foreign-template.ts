/** Recognises manifests that another template language renders: Helm and Go templates, Jinja, ERB. */
import { span } from '../text/span.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import { fieldAt } from './field.ts';
import { isInComment } from './placeholder.ts';

const OPENING = /\{\{|\{%|<%/g;
/** What only Helm has: `{{ $labels.x }}` and `{{ range .Alerts }}` in quoted text are Prometheus' own. */
const HELM =
  /^\{\{-?\s*(?:[^}]*[\s(])?(?:\.Values\b|\.Release\b|\.Chart\b|\.Capabilities\b|\.Files\b|\$?\.Template\b|include\s+"|template\s+"|tpl\s)/;

/**
 * Whether the text is a template of another language and no YAML before that has rendered it. Such marks in quoted
 * and block text are taken as data (alert texts, workflow steps) unless they are unmistakably Helm's.
 */
export function isForeignTemplate(documents: readonly YamlDocument[]): boolean {
  return documents.some((document) =>
    document.entries.some((entry) => {
      const { text } = entry.segment;
      if (!text.includes('{{') && !text.includes('{%') && !text.includes('<%')) return false;
      for (const found of text.matchAll(OPENING)) {
        const start = found.index;
        if (HELM.test(text.slice(start, start + 200))) return true;
        const field = fieldAt(entry, span(entry.segment, start, start + 2));
        if (!field ? !isInComment(text, start) : field.node.style === 'plain') return true;
      }
      return false;
    }),
  );
}
