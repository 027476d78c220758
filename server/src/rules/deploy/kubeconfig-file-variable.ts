/** deploy/kubeconfig-file-variable: the path of a file variable written where its content was meant. */
import type { FileWrite } from '../../delivery/facts.ts';
import { fileWord } from '../../delivery/file-word.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { placeOfCommand } from '../../gitlab/command-place.ts';
import { inStyle } from '../../gitlab/script-item-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import type { SpanEdit } from '../../text/edit.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/kubeconfig-file-variable',
  severity: 'info',
  summary: 'The path of a file variable written as if it were its content.',
  scope: 'project',
  check(snapshot, report) {
    const { variables } = snapshot.configuration;
    if (!variables) return;
    const delivery = deliveryOf(snapshot);
    for (const job of delivery.jobsWith('write')) {
      for (const write of job.of('write')) {
        const source = write.sourceVariable;
        if (!source || source.isPath || variables.get(source.name)?.type !== 'file') continue;
        // What the files define counts before the project's settings only where it is the job's own variable.
        if (delivery.variables(job.job)?.pair(source.name)) continue;
        const target = write.file.path ?? 'the file';
        report({
          at: source.at,
          message: `\`${target}\` gets a path instead of ${write.isKubeconfig ? 'a kubeconfig' : 'the content'}: \`${source.name}\` is of type file, so its value is the path of a file. ${source.isDecoded ? `Decode that file: \`base64 -d "$${source.name}"\`` : `Copy that file: \`cp "$${source.name}"\``}.`,
          fixes: [
            {
              title: source.isDecoded ? 'Decode the file' : 'Copy the file',
              isPreferred: true,
              edits: () => {
                const edit = copied(job, write);
                return edit && { edits: [edit] };
              },
            },
          ],
        });
      }
    }
  },
});

/** The whole pipe that writes the content, replaced by a copy of the file. */
function copied(job: JobDelivery, write: FileWrite): SpanEdit | undefined {
  const place = placeOfCommand(job.job, write.at);
  const word = fileWord(job.job, write.file);
  if (!place || !word) return undefined;
  const { name, isDecoded } = write.sourceVariable!;
  const node = place.chain ? place.chain.node.commands[place.chain.index]! : place.statement;
  if (place.end > node.end) return undefined;
  const redirection = write.isAppended ? '>>' : '>';
  const command = isDecoded
    ? `base64 -d "$${name}" ${redirection} ${word}`
    : write.isAppended
      ? `cat "$${name}" >> ${word}`
      : `cp "$${name}" ${word}`;
  const newText = place.item ? inStyle(command, place.item.style) : command;
  return newText === undefined ? undefined : { at: place.script.spanAt(node.pos, node.end), newText };
}
