/** What stands before the jobs: what the pipeline is for, its stages, when it runs, and the images' names. */
import type { Answers } from '../answers.ts';
import { fill } from '../fill.ts';
import { settingText, type SettingsVariable } from '../settings.ts';
import type { BuiltImage } from './image.ts';
import { branchRule } from './job-text.ts';

const TAGS = {
  'sha-pipeline': {
    tag: '${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}',
    reason: 'A tag for each commit and pipeline: what runs can be traced back, and no image is written over.',
  },
  sha: { tag: '${CI_COMMIT_SHORT_SHA}', reason: 'A tag for each commit: what runs can be traced back.' },
  'branch-sha': {
    tag: '${CI_COMMIT_REF_SLUG}-${CI_COMMIT_SHORT_SHA}',
    reason: 'A tag for each branch and commit: what runs can be traced back.',
  },
} as const;

/** The lines below `variables:`. */
export function composeImageVariables(answers: Answers, images: readonly BuiltImage[]): string {
  return fill('pipeline/images', imagesView(answers, images));
}

function imagesView(answers: Answers, images: readonly BuiltImage[]) {
  const { tag, reason } = TAGS[answers.tag];
  return {
    tagReason: reason,
    images: images.map(({ variable, repository }) => ({ variable, reference: `${repository}:${tag}` })),
  };
}

export function composeHead(
  answers: Answers,
  images: readonly BuiltImage[],
  settings: readonly SettingsVariable[],
  stages: readonly string[],
  remarks: readonly string[],
): string {
  const names = images.map(({ application }) => application.name.value);
  const tags = answers.tags.split(/[\s,]+/).filter(Boolean);
  return fill('pipeline/head', {
    subject: names.length === 1 ? `the image of ${names[0]!}` : `the images of ${names.join(', ')}`,
    pronoun: names.length === 1 ? 'it' : 'them',
    hasSettings: settings.length > 0,
    settings: settings.map((it) => asComment(`${it.name}: ${it.description} (${settingText(it)})`, '    ')),
    remarks: remarks.map((it) => asComment(it)),
    stages,
    branchRule: branchRule(answers),
    hasTags: tags.length > 0,
    tags,
    ...imagesView(answers, images),
  });
}

/**
 * A sentence as lines of a comment at most 110 characters wide, the first one without its `# `.
 * @param indentation stands before every line but the first one
 */
function asComment(text: string, indentation = ''): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line.length + word.length > 106 - indentation.length) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n# ${indentation}`);
}
