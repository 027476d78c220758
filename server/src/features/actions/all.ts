/** Every code action that mends nothing, and which of them fit a place. */
import type { Snapshot } from '../../project/snapshot.ts';
import type { OffsetRange } from '../../text/span.ts';
import { roleOf } from '../role.ts';
import { ActionPlace, type Action, type OfferedAction } from './action.ts';
import { addJob } from './add-job.ts';
import { createIdempotently } from './create-idempotently.ts';
import { addEnvironment } from './environment.ts';
import { extractVariable } from './extract-variable.ts';
import { addBuiltDockerfile, addDockerfile, addDockerignore } from './image-files.ts';
import { imageToPlaceholder } from './image-placeholder.ts';
import { installEnvsubst } from './install-envsubst.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { logIn } from './log-in.ts';
import { addProbes } from './probes.ts';
import { addPullSecret, createPullSecret } from './pull-secret.ts';
import { addResources } from './resources.ts';
import { awaitRollout } from './rollout.ts';
import { addIngress, addService } from './service.ts';
import { startDeploymentByHand } from './start-by-hand.ts';
import { waitForDaemon } from './wait-for-daemon.ts';

/** In the order in which they are shown. */
const ACTIONS: readonly Action[] = [
  addBuiltDockerfile,
  waitForDaemon,
  logIn,
  createIdempotently,
  createPullSecret,
  writeKubeconfig,
  installEnvsubst,
  startDeploymentByHand,
  addEnvironment,
  awaitRollout,
  imageToPlaceholder,
  addProbes,
  addResources,
  addPullSecret,
  addService,
  addIngress,
  extractVariable,
  addJob,
  addDockerfile,
  addDockerignore,
];

export interface ActionRequest {
  readonly path: string;
  /** UTF-16 offsets; empty for a cursor. */
  readonly range: OffsetRange;
  /** See ActionPlace. */
  readonly projectName: string;
  /** Whether what adds something to the project is asked for wherever the cursor is. */
  readonly isForFile: boolean;
  /** Rules for which a quick fix is offered at the place. */
  readonly fixed: ReadonlySet<string>;
}

export type PlacedAction = OfferedAction & { readonly scope: Action['scope'] };

/** The actions that fit a place. Half-typed files have fewer facts, and so fewer actions. */
export function actionsAt(snapshot: Snapshot, request: ActionRequest): readonly PlacedAction[] {
  const { path, range, projectName, isForFile, fixed } = request;
  const role = roleOf(snapshot, path);
  if (!role) return [];
  const place = new ActionPlace(snapshot, path, range, role, projectName);
  const isBetweenJobs = role.kind === 'pipeline' && !isInJob(place);
  return ACTIONS.filter(
    ({ scope, sameAs }) =>
      (scope === 'place' || isForFile || isBetweenJobs) && !sameAs?.some((rule) => fixed.has(rule)),
  ).flatMap(({ scope, offer }) => offer(place).map((action) => ({ ...action, scope })));
}

function isInJob({ role, segment }: ActionPlace): boolean {
  return (
    role.kind === 'pipeline' &&
    segment !== undefined &&
    [...role.file.jobs.values()].some(({ key }) => key.segment === segment)
  );
}
