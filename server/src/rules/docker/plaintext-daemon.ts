/** docker/plaintext-daemon: a Docker daemon spoken to without TLS. */
import { dockerHosts, isLoopback, serviceOf } from '../../delivery/docker-host.ts';
import { eachJob } from '../each-job.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/plaintext-daemon',
  severity: 'info',
  summary: 'The Docker daemon is spoken to without TLS: fine in one Pod, not across hosts.',
  scope: 'project',
  check: eachJob((job, report, variables) => {
    for (const { address, written } of dockerHosts(job, variables)) {
      const { scheme, host, port, usesTls } = address;
      if (!written || scheme !== 'tcp' || host === undefined || port !== 2375 || usesTls !== false) continue;
      const isBeside = serviceOf(job, address) !== undefined || isLoopback(host) || !/[.:]/.test(host);
      report({
        at: written,
        ...(isBeside && { severity: 'hint' }),
        message: isBeside
          ? `\`${host}:2375\` is a Docker daemon without TLS: whoever reaches that port is root on it. That is fine where the service runs in the job's own Pod, and not where other jobs share its network.`
          : `\`${host}:2375\` is a Docker daemon without TLS on another host: whoever reaches that port is root there, and reads what is sent. Use 2376 with TLS.`,
      });
    }
  }),
});
