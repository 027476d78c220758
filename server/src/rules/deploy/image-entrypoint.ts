/** deploy/image-entrypoint: an image that starts with a program of its own, where the runner wants a shell. */
import { knowledgeOf } from '../../delivery/image-tools.ts';
import { displayText } from '../../delivery/partial-text.ts';
import type { NamedImage } from '../../gitlab/job.ts';
import type { SpanEdit } from '../../text/edit.ts';
import { indentationAt, indentationStep, lineEndOf, lineStartOf } from '../../text/line-style.ts';
import { span } from '../../text/span.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import { isMap } from '../../yaml/node.ts';
import { eachJob } from '../each-job.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/image-entrypoint',
  severity: 'hint',
  summary: 'A kubectl image whose entrypoint is kubectl, not a shell.',
  scope: 'project',
  check: eachJob(({ job, image }, report) => {
    const named = job.image;
    if (!image || !named || named.entrypoint || job.sections.main.isEmpty) return;
    const entrypoint = knowledgeOf(image)?.entrypoint;
    if (!entrypoint) return;
    report({
      at: named.name,
      message: `\`${displayText(image.text)}\` starts with \`${entrypoint}\`: on a runner with the Docker executor it gets the job's shell as arguments, and the job ends with "unknown command". (The Kubernetes executor leaves entrypoints out.) Set \`entrypoint: [""]\`.`,
      fixes: [
        {
          title: 'Set entrypoint: [""]',
          isPreferred: true,
          edits: () => {
            const edit = withEntrypoint(named);
            return edit && { edits: [edit] };
          },
        },
      ],
    });
  }),
});

function withEntrypoint({ name, node }: NamedImage): SpanEdit | undefined {
  if (isMap(node)) return insertValue(node, ['entrypoint'], node.flow ? ['""'] : '[""]', ['name']);
  const { segment } = name;
  const source = segment.text;
  const written = source.slice(name.start, name.end);
  const before = source.slice(lineStartOf(source, name.start), name.start);
  const key = /^[ \t]*image[ \t]*:([ \t]+)$/.exec(before);
  if (!key)
    return /[{,]\s*image[ \t]*:[ \t]+$/.test(before)
      ? { at: name, newText: `{ name: ${written}, entrypoint: [""] }` }
      : undefined;
  const indentation =
    lineEndOf(source) + indentationAt(source, name.start) + ' '.repeat(indentationStep(source));
  return {
    at: span(segment, name.start - key[1]!.length, name.end),
    newText: `${indentation}name: ${written}${indentation}entrypoint: [""]`,
  };
}
