/** Requests and a limit for a container. */
import type { SpanEdit } from '../text/edit.ts';
import type { Container } from './container.ts';
import { insertContainerField } from './insert-field.ts';

/** A small web application's: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ */
const REQUESTS = { cpu: '100m', memory: '128Mi' };
const LIMITS = { memory: '256Mi' };

/** Inserts what is missing; undefined where limits are there already. */
export function insertResources(container: Container): SpanEdit | undefined {
  const { hasRequests, hasLimits } = container.resources;
  if (hasLimits) return undefined;
  return hasRequests
    ? insertContainerField(container, ['resources', 'limits'], LIMITS)
    : insertContainerField(container, ['resources'], { requests: REQUESTS, limits: LIMITS });
}
