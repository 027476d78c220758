/** Loads what knows the fields of Kubernetes' kinds, for manifests only: it is large. */
import type * as ManifestFields from '../../features/manifest-fields.ts';
import type { Requests } from '../protocol-feature.ts';

export async function loadManifestFields(
  requests: Requests,
  uri: string,
): Promise<typeof ManifestFields | undefined> {
  const file = await requests.openFile(uri, 'file');
  if (!file) return undefined;
  const { roleOf } = await import('../../features/role.ts');
  return roleOf(file.snapshot, file.path)?.kind === 'manifest'
    ? import('../../features/manifest-fields.ts')
    : undefined;
}
