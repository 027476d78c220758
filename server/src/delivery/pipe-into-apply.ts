/** A `kubectl create` whose result is applied: it creates or updates. */
import { placeOfCommand } from '../gitlab/command-place.ts';
import type { SpanEdit } from '../text/edit.ts';
import { indentationAt, lineStartOf } from '../text/line-style.ts';
import { span, textOf } from '../text/span.ts';
import type { CreateCall } from './facts.ts';
import type { JobDelivery } from './job-delivery.ts';

const APPLYING = '--dry-run=client -o yaml';

/** Options of the command that the second kubectl needs too. */
const CONNECTION =
  /(?:^|\s)(--(?:kubeconfig|context|cluster|user|server|token)(?:=|\s+)(?:"[^"]*"|'[^']*'|[^\s\\]+))/g;

/** `kubectl create …` so that it can be done again; undefined where its output goes elsewhere already. */
export function pipedIntoApply(job: JobDelivery, call: CreateCall): readonly SpanEdit[] | undefined {
  const { command } = call;
  const place = placeOfCommand(job.job, command);
  const text = textOf(command);
  // What is redirected or piped elsewhere already is more than a look at the words can mend.
  if (!place || /[|<>]/.test(text.replace(/"[^"]*"|'[^']*'/g, ''))) return undefined;
  const next = command.segment.text.slice(command.end);
  if (/^[ \t]*\|(?!\|)/.test(next)) return undefined;
  const program = /^(?:sudo\s+)?\S+/.exec(text)![0];
  const connection = [...text.matchAll(CONNECTION)].map((found) => ` ${found[1]!}`).join('');
  const { segment } = command;
  const lineStart = lineStartOf(segment.text, command.end);
  // Options on lines of their own get another such line.
  const lineBreak =
    lineStart > command.start ? /[ \t]*\\?\r?\n$/.exec(segment.text.slice(0, lineStart))?.[0] : undefined;
  const separator = lineBreak ? lineBreak + indentationAt(segment.text, command.end) : ' ';
  return [
    {
      at: span(segment, command.end, command.end),
      newText: `${separator}${APPLYING} | ${program}${connection} apply -f -`,
    },
  ];
}
