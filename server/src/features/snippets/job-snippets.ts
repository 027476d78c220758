/** Keywords of a job with what usually stands below them. */
import { GLOBAL_KEYWORDS } from '../../gitlab/pipeline-file.ts';
import type { SourceText } from '../../text/source-text.ts';
import type { CompletionChoice } from '../completion-choice.ts';
import type { YamlCursor } from '../yaml-cursor.ts';
import { snippetChoices, type Snippet } from './snippet.ts';

const SNIPPETS: readonly (Snippet & { readonly keyword: string })[] = [
  {
    keyword: 'environment',
    label: 'environment: name and address',
    detail: 'what GitLab shows as deployed, and can roll back',
    lines: ['environment:', '  name: ‹production›', '  url: https://‹example.com›‹›'],
  },
  {
    keyword: 'rules',
    label: 'rules: the default branch',
    detail: 'runs for pushes to the default branch only',
    lines: ['rules:', '  - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH‹›'],
  },
  {
    keyword: 'rules',
    label: 'rules: by hand on the default branch',
    detail: 'somebody has to start it',
    lines: ['rules:', '  - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', '    when: manual‹›'],
  },
  {
    keyword: 'when',
    label: 'when: manual',
    detail: 'somebody has to start it',
    lines: ['when: manual‹›'],
  },
];

/** At the cursor in a job; what the job has already is left out. */
export function jobSnippets(cursor: YamlCursor, source: SourceText): CompletionChoice[] {
  const [entry, ...below] = cursor.path;
  if (entry === undefined || below.length > 0 || GLOBAL_KEYWORDS.has(entry)) return [];
  const { siblings } = cursor;
  const isMissing = (keyword: string) =>
    !siblings.has(keyword) && !(keyword === 'when' && siblings.has('rules'));
  return snippetChoices(
    SNIPPETS.filter(({ keyword }) => isMissing(keyword)),
    cursor,
    source,
  );
}
