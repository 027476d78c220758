/** kubernetes/no-probes: a container that serves a port, and no probe that tells whether it does. */
import { applicationPort, type ApplicationPort } from '../../kubernetes/application-port.ts';
import type { Container } from '../../kubernetes/container.ts';
import {
  httpProbe,
  insertProbes,
  isServing,
  tcpProbe,
  type ProbeAction,
} from '../../kubernetes/insert-probes.ts';
import { eachManifest } from '../each-manifest.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'kubernetes/no-probes',
  severity: 'hint',
  summary: 'A container that serves a port without a readiness probe.',
  scope: 'project',
  check: eachManifest((deployed, report) => {
    if (deployed.isKustomized) return;
    for (const resource of deployed.manifest.resources) {
      if (!isServing(resource)) continue;
      for (const container of resource.podTemplates.flatMap((template) => template.containers)) {
        const { readiness, liveness } = container.probes;
        if (container.role !== 'main' || !container.name || readiness) continue;
        const port = applicationPort(container);
        if (!port) continue;
        const { text } = container.name;
        report({
          at: container.name.node,
          message: liveness
            ? `Container \`${text}\` gets requests before it can answer them: it has no \`readinessProbe\`, so it counts as ready as soon as it runs.`
            : `Container \`${text}\` gets requests before it can answer them, and a rollout goes on even if it never can: it has neither \`readinessProbe\` nor \`livenessProbe\`.`,
          fixes: fixes(container, port),
        });
      }
    }
  }),
});

/** Where the port is known to speak HTTP that is asked first; a connection is what any server accepts. */
function fixes(container: Container, port: ApplicationPort): readonly Fix[] {
  const ask = (title: string, by: ProbeAction): Fix => ({
    title,
    edits: () => {
      const edits = insertProbes(container, by);
      return edits.length === 0 ? undefined : { edits };
    },
  });
  const what = container.probes.liveness ? 'a readiness probe' : 'liveness and readiness probes';
  const byHttp = ask(`Insert ${what} that ask for \`/\` over HTTP`, httpProbe(port, '/'));
  const byTcp = ask(`Insert ${what} that open a connection`, tcpProbe(port));
  return port.isHttp ? [byHttp, byTcp] : [byTcp, byHttp];
}
