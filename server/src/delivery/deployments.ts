/** Which of a job's commands bring resources to the cluster. */
import type { ApplyCall, ApplyInput } from './facts.ts';
import type { JobDelivery } from './job-delivery.ts';
import type { Stream } from './stream.ts';

const DEPLOYING: ReadonlySet<string> = new Set(['apply', 'create', 'replace']);

/** The commands that apply manifests; not those that only make a secret or a namespace, and no dry runs. */
export function deploymentsOf(job: JobDelivery): readonly ApplyCall[] {
  return job.applies.filter(
    (call) =>
      DEPLOYING.has(call.verb) &&
      !call.isDryRun &&
      call.section !== 'after_script' &&
      call.inputs.some((input) => !isCreatedByCommand(input)),
  );
}

/** Whether the job brings anything to the cluster: manifests, or charts and the like by other tools. */
export function bringsToCluster(job: JobDelivery): boolean {
  return deploymentsOf(job).length > 0 || job.of('other-deployment').some(({ tool }) => tool !== 'sed');
}

/** Whether all that is applied is what `kubectl create --dry-run` printed. */
function isCreatedByCommand(input: ApplyInput): boolean {
  return input.kind === 'stream' && isCreated(input.stream);
}

function isCreated(stream: Stream): boolean {
  if (stream.kind === 'created') return true;
  if (stream.kind === 'edited') return isCreated(stream.from);
  return stream.kind === 'several' && stream.streams.every(isCreated);
}
