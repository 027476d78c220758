/** Puts fields into containers and pod specs where a hand would write them. */
import type { SpanEdit } from '../text/edit.ts';
import { insertValue } from '../yaml/insert-value.ts';
import type { NewValue } from '../yaml/new-value.ts';
import type { MapNode } from '../yaml/node.ts';
import type { Container } from './container.ts';
import type { PodTemplate } from './pod-template.ts';

/** The usual order of a container's fields. */
const CONTAINER_FIELDS = (
  'name image imagePullPolicy command args workingDir ports envFrom env resources volumeMounts startupProbe ' +
  'livenessProbe readinessProbe lifecycle securityContext'
).split(' ');

/** The usual order of a pod's fields. */
const POD_FIELDS = (
  'serviceAccountName serviceAccount automountServiceAccountToken imagePullSecrets securityContext initContainers ' +
  'containers volumes nodeSelector affinity tolerations'
).split(' ');

/**
 * Sets a field of a container, such as `livenessProbe` or `securityContext`, `runAsNonRoot`; lists get one item
 * more. Undefined where the field has a value already.
 */
export function insertContainerField(
  container: Pick<Container, 'node'>,
  path: readonly string[],
  value: NewValue,
): SpanEdit | undefined {
  return insertInOrder(container.node, path, value, CONTAINER_FIELDS);
}

/** Sets a field of a pod's spec, such as `imagePullSecrets` or `volumes`; lists get one item more. */
export function insertPodField(
  template: Pick<PodTemplate, 'spec'>,
  path: readonly string[],
  value: NewValue,
): SpanEdit | undefined {
  return insertInOrder(template.spec, path, value, POD_FIELDS);
}

/** A new field stands behind the nearest one that usually comes before it; without any, behind all others. */
function insertInOrder(
  map: MapNode,
  path: readonly string[],
  value: NewValue,
  order: readonly string[],
): SpanEdit | undefined {
  const before = order.slice(0, Math.max(0, order.indexOf(path[0]!))).reverse();
  return insertValue(map, path, value, before);
}
