/** The images that a job pushes. */
import type { BuildCall, ImageArgument, PushCall, TagCall } from './image-facts.ts';
import type { JobDelivery } from './job-delivery.ts';

export interface PushedImage {
  readonly job: JobDelivery;
  readonly call: PushCall | BuildCall | TagCall;
  readonly argument: ImageArgument;
}

const kept = new WeakMap<JobDelivery, readonly PushedImage[]>();

/** Every image that a job pushes: by pushing, by building with a push, by tagging in the registry. */
export function pushedImages(job: JobDelivery): readonly PushedImage[] {
  let known = kept.get(job);
  if (!known) kept.set(job, (known = readPushes(job)));
  return known;
}

function readPushes(job: JobDelivery): readonly PushedImage[] {
  return job.facts.flatMap((call): PushedImage[] => {
    if (call.kind === 'push') return [{ job, call, argument: call.image }];
    if (call.kind === 'build' && call.pushes) return call.tags.map((argument) => ({ job, call, argument }));
    return call.kind === 'tag' && call.pushes ? [{ job, call, argument: call.target }] : [];
  });
}
