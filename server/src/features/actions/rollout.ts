/** Waits for the pods of what is applied, and brings the revision before back where they never get ready. */
import {
  insertRolloutStatus,
  insertRolloutUndo,
  isRolledOut,
  isRolloutAwaited,
} from '../../delivery/insert-rollout-status.ts';
import { deployingUses } from '../../delivery/known-resources.ts';
import { allManifestsOf, deliveryOf } from '../../project/delivery.ts';
import type { Action, ActionPlace, OfferedAction, PlacedJob } from './action.ts';

export const awaitRollout: Action = {
  scope: 'place',
  offer(place) {
    const { job } = place;
    if (!job) return [];
    const status = job.delivery
      .of('rollout-status')
      .find((it) => !it.isWait && it.section !== 'after_script' && place.touches(it.at));
    if (status)
      return place.action('Undo the rollout when it fails', insertRolloutUndo(job.delivery, status));
    return awaitApplied(place, job);
  },
};

/** The first command of the entry that applies workloads nobody waits for. */
function awaitApplied(place: ActionPlace, { delivery }: PlacedJob): readonly OfferedAction[] {
  const uses = allManifestsOf(place.snapshot).flatMap((manifest) => {
    const workloads = manifest.resources.filter(isRolledOut);
    if (workloads.length === 0) return [];
    return deployingUses(deliveryOf(place.snapshot), manifest.path)
      .filter(({ job, isCertain, call }) => job === delivery && isCertain && place.isHere(call.at))
      .map((use) => ({ use, workloads }));
  });
  const [first] = uses.filter(
    ({ use }) => use.call.section !== 'after_script' && use.call.verb !== 'patch' && !isRolloutAwaited(use),
  );
  if (!first) return [];
  const { call } = first.use;
  const workloads = uses.filter(({ use }) => use.call === call).flatMap((it) => it.workloads);
  const edits = insertRolloutStatus(first.use, workloads, true);
  return place.action('Wait for the rollout, and undo it when it fails', edits);
}
