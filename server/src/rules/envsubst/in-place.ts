/** envsubst/in-place: a file that is read and written by the same command. */
import type { EnvsubstCall } from '../../delivery/envsubst-call.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { placeOfCommand } from '../../gitlab/command-place.ts';
import { inStyle } from '../../gitlab/script-item-text.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { contains, textOf } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'envsubst/in-place',
  severity: 'error',
  summary: 'envsubst reads and writes the same file, which ends up empty.',
  scope: 'project',
  check(snapshot, report) {
    for (const job of deliveryOf(snapshot).jobsWith('envsubst')) {
      for (const call of job.envsubstCalls) {
        if (!call.inPlace) continue;
        const { input, output } = call.inPlace;
        const file = output.path ?? textOf(output.at);
        const isRedirected = call.outputs.some(
          (it) => it.kind === 'file' && it.file === output && it.by === '>',
        );
        report({
          at: output.at,
          message: isRedirected
            ? `\`${file}\` ends up empty: the shell empties it before envsubst has read it. Write into another file, and move that into its place.`
            : `\`${file}\` may end up empty: it is opened for writing while envsubst still reads it. Write into another file, and move that into its place.`,
          related: [{ at: input.at, message: 'It is read here.' }],
          fixes: isRedirected ? byTemporaryFile(job, call) : [],
        });
      }
    }
  },
});

/** `… > f.tmp && mv f.tmp f`, where the redirection is the command's own. */
function byTemporaryFile(job: JobDelivery, call: EnvsubstCall): Fix[] {
  const { output } = call.inPlace!;
  const { command } = call;
  if (output.at.segment !== command.segment || !contains(command, output.at)) return [];
  return [
    {
      title: 'Write a temporary file and move it into its place',
      isPreferred: true,
      edits: () => {
        const written = textOf(output.at);
        const quoted = /^(["'])(.*)\1$/.exec(written);
        const temporary = quoted ? `${quoted[1]}${quoted[2]}.tmp${quoted[1]}` : `${written}.tmp`;
        const item = placeOfCommand(job.job, call.nameAt)?.item;
        // The words are the item's own text: what is added alone needs its style.
        const connector = item ? inStyle(' && mv ', item.style) : ' && mv ';
        if (connector === undefined) return undefined;
        return {
          edits: [
            { at: output.at, newText: temporary },
            {
              at: { ...command, start: command.end },
              newText: `${connector}${temporary} ${written}`,
            },
          ],
        };
      },
    },
  ];
}
