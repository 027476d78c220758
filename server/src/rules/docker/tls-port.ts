/** docker/tls-port: the port of DOCKER_HOST and the daemon's TLS do not go together. */
import { columnOf, insertLinesAfter } from '../../yaml/insert.ts';
import type { SpanEdit } from '../../text/edit.ts';
import { lineStartOf } from '../../text/line-style.ts';
import { contains, span, type Span } from '../../text/span.ts';
import {
  dockerHosts,
  partOf,
  serviceOf,
  variableValue,
  type DockerHost,
} from '../../delivery/docker-host.ts';
import type { DaemonListening, ServiceFacts } from '../../delivery/job-services.ts';
import type { JobVariables } from '../../delivery/pipeline-variables.ts';
import { eachJob } from '../each-job.ts';
import { defineRule, replaceFix, type Fix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/tls-port',
  severity: 'error',
  summary: 'The port of the Docker daemon and its TLS do not go together.',
  scope: 'project',
  check: eachJob((job, report, variables) => {
    for (const host of dockerHosts(job, variables)) {
      const service = serviceOf(job, host.address);
      const found = service?.listening && mismatch(host, service, service.listening, variables);
      if (found) report(found);
    }
  }),
});

function mismatch(
  { address, written }: DockerHost,
  service: ServiceFacts,
  listening: DaemonListening,
  variables: JobVariables | undefined,
): Report | undefined {
  const { port, host } = address;
  if (!written || host === undefined) return undefined;
  if (port === listening.port) {
    const verify = variables?.pair('DOCKER_TLS_VERIFY') ?? variables?.pair('DOCKER_TLS');
    if (listening.usesTls || address.usesTls !== true || !listening.isWritten) return undefined;
    return {
      at: variableValue(verify) ?? written,
      message: `\`DOCKER_TLS_VERIFY\` makes the client speak TLS, and the daemon at \`${host}:2375\` does not: \`DOCKER_TLS_CERTDIR\` is empty. Leave \`DOCKER_TLS_VERIFY\` out.`,
      related: [{ at: written, message: 'The daemon’s address' }],
    };
  }
  if (port !== 2375 && port !== 2376) return undefined;
  const at = partOf(written, `:${port}`);
  return {
    at: at ? { ...at, start: at.start + 1 } : written,
    ...(!listening.isWritten && { severity: 'warning' as const }),
    message: message(port, host, service, listening),
    related: [{ at: service.service.name, message: 'The daemon' }],
    fixes: fixes(at, service, listening, variables, written),
  };
}

function message(port: number, host: string, service: ServiceFacts, listening: DaemonListening): string {
  const start = `Nothing listens on \`${host}:${port}\`, and docker cannot connect:`;
  if (!listening.usesTls) {
    return `${start} with \`DOCKER_TLS_CERTDIR\` empty the daemon listens on 2375, without TLS. Write 2375.`;
  }
  const ignored =
    service.commandTls?.isOn === false
      ? ' `--tls=false` does not change that: the image’s entrypoint puts `--tlsverify` before it.'
      : '';
  return listening.isWritten
    ? `${start} with \`DOCKER_TLS_CERTDIR\` set the daemon listens on 2376, with TLS.${ignored} Write 2376, or set \`DOCKER_TLS_CERTDIR: ""\`.`
    : `Unless the settings of the runner or the project make \`DOCKER_TLS_CERTDIR\` empty, the daemon listens on 2376, with TLS, and nothing on \`${host}:${port}\`: docker cannot connect.${ignored} Set \`DOCKER_TLS_CERTDIR: ""\`, or write 2376.`;
}

function fixes(
  at: Span | undefined,
  service: ServiceFacts,
  listening: DaemonListening,
  variables: JobVariables | undefined,
  written: Span,
): Fix[] {
  const found: Fix[] = [];
  const folder = variableValue(variables?.pair('DOCKER_TLS_CERTDIR'));
  const wantsNoTls = service.commandTls?.isOn === false;
  if (listening.usesTls && folder && wantsNoTls)
    found.push(replaceFix('Set `DOCKER_TLS_CERTDIR: ""`', folder, '""'));
  if (listening.usesTls && !folder) {
    const edit = emptyFolder(variables, written);
    if (edit)
      found.push({
        title: 'Set `DOCKER_TLS_CERTDIR: ""`',
        isPreferred: true,
        edits: () => ({ edits: [edit] }),
      });
  }
  if (at) {
    const port = { ...at, start: at.start + 1 };
    const fix = replaceFix(`Change the port to ${listening.port}`, port, String(listening.port));
    found.push(found.length > 0 ? { ...fix, isPreferred: false } : fix);
  }
  return found;
}

/** `DOCKER_TLS_CERTDIR: ""` beside DOCKER_HOST, where that stands under `variables:`. */
function emptyFolder(variables: JobVariables | undefined, written: Span): SpanEdit | undefined {
  const pair = variables?.pair('DOCKER_HOST');
  if (!pair?.value || pair.value.segment !== written.segment || !contains(pair.value, written))
    return undefined;
  const newText = 'DOCKER_TLS_CERTDIR: ""';
  const { segment, start } = pair.key;
  const isOnOwnLine = segment.text.slice(lineStartOf(segment.text, start), start).trim() === '';
  return isOnOwnLine
    ? insertLinesAfter(pair.value, [columnOf(pair.key) + newText])
    : { at: span(segment, pair.value.end, pair.value.end), newText: `, ${newText}` };
}
