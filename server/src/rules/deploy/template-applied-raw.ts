/** deploy/template-applied-raw: kubectl is given a template, not what is rendered from it. */
import type { EnvsubstCall } from '../../delivery/envsubst-call.ts';
import { fileWordAt, insertRendering } from '../../delivery/insert-rendering.ts';
import { displayText, knownText } from '../../delivery/partial-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { rawTemplatesOf, type RawTemplate } from '../../project/raw-templates.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/template-applied-raw',
  severity: 'error',
  summary: 'A manifest with placeholders is applied without having been rendered.',
  scope: 'project',
  check(snapshot, report) {
    for (const raw of rawTemplatesOf(snapshot)) {
      if (!raw.file) continue;
      const { manifest, placeholders, at } = raw;
      const names = [...new Set(placeholders.map((it) => `\`${textOf(it.at)}\``))];
      const shown =
        names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
      const output = renderedOutput(snapshot, raw);
      report({
        at,
        message: output
          ? `The cluster gets \`${manifest.path}\` as it is written, with ${shown} in it: what envsubst renders from it lies in \`${displayText(output.file.text)}\`. Apply that.`
          : `The cluster gets \`${manifest.path}\` as it is written, with ${shown} in it: nothing renders it before. Render it with envsubst.`,
        related: placeholders.slice(0, 1).map((it) => ({ at: it.at, message: 'This stays as it stands.' })),
        fixes: output ? applyOutput(raw, displayText(output.file.text)) : renderFirst(raw),
      });
    }
  },
});

/** The file that a call of envsubst in the same job has written from the manifest before. */
function renderedOutput(snapshot: Snapshot, { manifest, job, call }: RawTemplate) {
  const calls: readonly EnvsubstCall[] = deliveryOf(snapshot)
    .templateUses(manifest.path)
    .filter((use) => use.job === job && use.isCertain && use.call.order < call.order)
    .map((use) => use.call);
  const outputs = calls.flatMap((it) => it.outputs.filter((output) => output.kind === 'file'));
  const [only] = outputs;
  return outputs.length === 1 && only && knownText(only.file.text) !== undefined ? only : undefined;
}

function applyOutput({ at }: RawTemplate, output: string): Fix[] {
  return [
    {
      title: `Apply \`${output}\``,
      isPreferred: true,
      edits: () => ({ edits: [{ at: fileWordAt(at), newText: output }] }),
    },
  ];
}

/** `envsubst < app.yaml | kubectl apply -f -` */
function renderFirst({ job, call, at, file }: RawTemplate): Fix[] {
  const edits = insertRendering(job, call, at, file!);
  return edits
    ? [{ title: 'Render it with envsubst first', isPreferred: true, edits: () => ({ edits }) }]
    : [];
}
