/** Kubeconfigs that a job writes, and what it does to keep them to itself. */
import type { FileWrite, FileRemoval, PermissionChange } from './facts.ts';
import { leadsTo, type FileReference } from './file-reference.ts';
import type { JobDelivery } from './job-delivery.ts';
import { knownText } from './partial-text.ts';
import type { Stream } from './stream.ts';

/**
 * The kubeconfigs that a job writes, each path once, where it is written first. kubectl's own writing is left out:
 * it makes the file readable to its owner only. So are copies of a file that everybody has in the repository.
 */
export function kubeconfigWrites(job: JobDelivery): readonly FileWrite[] {
  const paths = new Set<string>();
  return job.of('write').filter((write) => {
    const { path } = write.file;
    if (!write.isKubeconfig || path === undefined || write.by === 'kubectl' || write.content.kind === 'empty')
      return false;
    if (isOfRepository(write.content)) return false;
    return paths.has(path) ? false : paths.add(path);
  });
}

/** Where a job prints a kubeconfig that it wrote: the words that name the file. */
export function printedKubeconfigs(job: JobDelivery): readonly FileReference[] {
  const written = new Set(kubeconfigWrites(job).map(({ file }) => file.path));
  if (written.size === 0) return [];
  const filesOf = (stream: Stream): readonly FileReference[] => {
    if (stream.kind === 'several') return stream.streams.flatMap(filesOf);
    return stream.kind === 'files' ? stream.files : [];
  };
  return filesOf(job.log).filter(({ path, state }) => state.kind === 'written' && written.has(path));
}

/** The last change of a file's permissions; one that closes a folder above it counts before all others. */
export function permissionsOf(job: JobDelivery, path: string): PermissionChange | undefined {
  const changes = job.of('chmod');
  // Nobody gets past a folder that is its owner's only.
  const closing = changes.findLast(
    ({ files, mode }) => isPrivateMode(knownText(mode) ?? '') && files.some((file) => isFolderOf(file, path)),
  );
  if (closing) return closing;
  return changes.findLast(({ files, isRecursive }) =>
    files.some((file) => leadsTo(file, path) !== false || (isRecursive && isFolderOf(file, path))),
  );
}

/** Whether a mode of chmod leaves nothing to others; so does one that is not known. */
export function isPrivateMode(mode: string): boolean {
  if (mode === '' || /^0?[0-7]?00$|^0?[0-7]00$/.test(mode)) return true;
  return /(?:^|,)(?:u=[rwx]+,)?[ugo]*[go][ugo]*(?:-|=(?:,|$))/.test(mode) || /(?:^|,)a?-r/.test(mode);
}

/** Whether a write makes a file that is its owner's only. */
export function isBornPrivate({ umask, by }: FileWrite): boolean {
  return by === 'install' || /^0?[0-7]?77$/.test(knownText(umask) ?? '');
}

/** The commands that remove a file, or may do so. */
export function removalsOf(job: JobDelivery, path: string): readonly FileRemoval[] {
  return job
    .of('remove')
    .filter(({ files }) => files.some((file) => leadsTo(file, path) !== false || isFolderOf(file, path)));
}

function isFolderOf(folder: FileReference, path: string): boolean {
  return folder.path !== undefined && (folder.path === '' || path.startsWith(`${folder.path}/`));
}

function isOfRepository(content: Stream): boolean {
  return content.kind === 'files' && content.files.every((file) => file.state.kind === 'repository');
}
