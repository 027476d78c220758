/** The applications of a snapshot, found once. */
import type { ContainerPort } from '../kubernetes/container.ts';
import { integerValue } from '../kubernetes/read-field.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Application } from './detect/application.ts';
import { detectApplications } from './detect/detect.ts';

/** @param projectName what to call an application that has no name of its own */
export function applicationsOf(snapshot: Snapshot, projectName: string): readonly Application[] {
  return snapshot.derive(applicationsOf, (it) => detectApplications(it, projectName));
}

/** The path that answers when the application behind a container's port is well; undefined where none is known. */
export function healthPathOf(snapshot: Snapshot, { containerPort }: ContainerPort): string | undefined {
  const number = integerValue(containerPort);
  const applications = applicationsOf(snapshot, 'app');
  const fitting = applications.filter(({ port }) => port.value === number);
  const [only, ...others] = fitting;
  return others.length === 0 ? only?.health.value : undefined;
}
