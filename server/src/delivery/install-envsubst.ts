/** envsubst brought into an image that does not have it. */
import { insertCommands } from '../gitlab/insert-command.ts';
import type { SpanEdit } from '../text/edit.ts';
import { baseName } from '../text/path.ts';
import type { EnvsubstCall } from './envsubst-call.ts';
import { INSTALLING_ENVSUBST, type PackageManager } from './image-tools.ts';
import type { JobDelivery } from './job-delivery.ts';
import { knownText } from './partial-text.ts';

/** Whether something before the call may have brought envsubst along. */
export function isEnvsubstBrought(job: JobDelivery, call: EnvsubstCall): boolean {
  return job.facts.some((fact) => {
    if (fact.order >= call.order) return false;
    if (fact.kind === 'script') return !fact.isFollowed;
    if (fact.kind === 'write') return /^envsubst/.test(baseName(fact.file.path ?? ''));
    return (
      fact.kind === 'install' &&
      fact.packages.some((name) => /envsubst|gettext/i.test(knownText(name) ?? 'envsubst'))
    );
  });
}

/** Installs it before the call; undefined where the script leaves no place for it. */
export function insertEnvsubstInstallation(
  job: JobDelivery,
  call: EnvsubstCall,
  packageManager: PackageManager,
): readonly SpanEdit[] | undefined {
  const at = call.through[0] ?? call.at;
  return insertCommands(job.job, at, [INSTALLING_ENVSUBST[packageManager]], 'before', 'outermost');
}
