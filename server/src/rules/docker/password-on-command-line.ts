/** docker/password-on-command-line: `docker login -p`, where every program of the host can read the password. */
import { contains, span, textOf } from '../../text/span.ts';
import type { LoginCall } from '../../delivery/image-facts.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { defineRule, type Fix } from '../rule.ts';

/** Programs that warn of it themselves. */
const WARNING: ReadonlySet<string> = new Set(['docker', 'helm', 'nerdctl']);

export const rule = defineRule({
  id: 'docker/password-on-command-line',
  severity: 'warning',
  summary: 'A registry’s password on the command line, where other programs and the log can show it.',
  scope: 'project',
  check(snapshot, report) {
    for (const job of deliveryOf(snapshot).jobsWith('login')) {
      for (const login of job.of('login')) {
        if (!login.passwordAt) continue;
        report({
          at: login.passwordAt,
          message: `The password is an argument of \`${login.tool} login\`: \`ps\`, traces of the shell and logs of audits show it${WARNING.has(login.tool) ? `, and ${login.tool} warns of it in the job's log` : ''}. Pipe it in with \`--password-stdin\`.`,
          fixes: fromInput(job, login),
        });
      }
    }
  },
});

function fromInput(job: JobDelivery, login: LoginCall): Fix[] {
  const { at, passwordAt, isPasswordFromInput } = login;
  if (!passwordAt || passwordAt.segment !== at.segment || isPasswordFromInput) return [];
  if (!contains(at, passwordAt)) return [];
  const word = textOf(passwordAt).replace(/^(?:--password|-p)(?:=|(?:\s|\\\r?\n)+)?/, '');
  // A command that already reads from a pipe, or a word that is no value, is left to the user.
  if (word === '' || /[\r\n]/.test(word) || isFed(login)) return [];
  return [
    {
      title: 'Pipe the password in with `--password-stdin`',
      isPreferred: true,
      edits: () => ({
        edits: [
          { at: span(at.segment, at.start, at.start), newText: `echo ${quoted(word, job, login)} | ` },
          { at: passwordAt, newText: '--password-stdin' },
        ],
      }),
    },
  ];
}

/** Whether something is piped or redirected into the command. */
function isFed({ at }: LoginCall): boolean {
  const before = at.segment.text.slice(Math.max(0, at.start - 200), at.start);
  return /\|\s*(?:\\\r?\n\s*)?$/.test(before) && !/\|\|\s*$/.test(before)
    ? true
    : /(?:^|\s)<{1,3}/.test(textOf(at));
}

/** The word in double quotes of the shell, as the YAML around it writes them. */
function quoted(word: string, { job }: JobDelivery, { at }: LoginCall): string {
  if (/^(?:\\?["']).*["']$/.test(word)) return word;
  const items = [...job.sections.main.items, ...job.sections.after_script.items];
  const item = items.find((it) => it.segment === at.segment && it.start <= at.start && at.end <= it.end);
  const quote = item?.style === 'double' ? '\\"' : '"';
  return `${quote}${word}${quote}`;
}
