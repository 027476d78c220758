/** Installs envsubst before it is called. */
import { knowledgeOf } from '../../delivery/image-tools.ts';
import { insertEnvsubstInstallation, isEnvsubstBrought } from '../../delivery/install-envsubst.ts';
import type { Action } from './action.ts';

export const installEnvsubst: Action = {
  scope: 'place',
  sameAs: ['deploy/image-lacks-envsubst'],
  offer(place) {
    const own = place.job?.delivery;
    const [call] = own?.envsubstCalls ?? [];
    const known = own?.image && knowledgeOf(own.image);
    if (!own || !call || !known?.packageManager || known.envsubst === 'yes' || isEnvsubstBrought(own, call))
      return [];
    if (!place.isHere(call.through[0] ?? call.at)) return [];
    const edits = insertEnvsubstInstallation(own, call, known.packageManager);
    return place.action(`Install envsubst with ${known.packageManager}`, edits);
  },
};
