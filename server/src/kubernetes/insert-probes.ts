/** Liveness and readiness probes for a container. */
import type { SpanEdit } from '../text/edit.ts';
import type { NewValue } from '../yaml/new-value.ts';
import type { ApplicationPort } from './application-port.ts';
import type { Container } from './container.ts';
import { insertContainerField } from './insert-field.ts';
import type { Resource } from './resource.ts';

/** How a probe asks. */
export type ProbeAction = Readonly<Record<string, NewValue>>;

/** Kinds whose pods serve without end. */
const SERVING: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
]);

/** Whether the pods of a resource serve without end. */
export function isServing(resource: Resource): boolean {
  return SERVING.has(resource.kind);
}

export function httpProbe({ reference }: ApplicationPort, path: string): ProbeAction {
  return { httpGet: { path, port: reference } };
}

export function tcpProbe({ reference }: ApplicationPort): ProbeAction {
  return { tcpSocket: { port: reference } };
}

/** Inserts the probes that are missing; none where both are there. */
export function insertProbes(container: Container, action: ProbeAction): readonly SpanEdit[] {
  const { liveness, readiness } = container.probes;
  const insert = (name: string, delay: string, period: string) =>
    insertContainerField(container, [name], {
      ...action,
      initialDelaySeconds: delay,
      periodSeconds: period,
    });
  return [
    liveness ? undefined : insert('livenessProbe', '30', '10'),
    readiness ? undefined : insert('readinessProbe', '5', '5'),
  ].filter((edit) => edit !== undefined);
}
