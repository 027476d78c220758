/** Which reader knows which command. */
import type { CommandReader } from './command.ts';
import { isDeployTool, readDeployTool } from './read-deploy-tools.ts';
import { readDocker, readDockerCompose, readDockerDaemon } from './read-docker.ts';
import { readEnvsubst } from './read-envsubst.ts';
import {
  readCat,
  readChmod,
  readCopy,
  readFilter,
  readInPlaceEditor,
  readList,
  readPathPart,
  readPrint,
  readRemove,
  readSed,
  readSponge,
  readTee,
  readTouch,
} from './read-file-commands.ts';
import { readCrane, readCredentialHelper, readKaniko } from './read-image-tools.ts';
import { isPackageManager, readDownload, readGit, readPackageManager, readUnpack } from './read-install.ts';
import { readKubectl } from './read-kubectl.ts';
import { readFind, readPrefix, readShell, readXargs } from './read-wrapper.ts';
import { EMPTY_STREAM } from './stream.ts';

const filter = readFilter([], 0);
const filterWithPattern = readFilter(['-e', '-f', '-A', '-B', '-C', '-m'], 1);

const READERS: ReadonlyMap<string, CommandReader> = new Map<string, CommandReader>([
  ['envsubst', readEnvsubst],
  ['kubectl', readKubectl],
  ['oc', readKubectl],
  ['cat', readCat],
  ['tee', readTee],
  ['sponge', readSponge],
  ['sed', readSed],
  ['perl', readInPlaceEditor],
  ['yq', readInPlaceEditor],
  ['jq', readFilter(['--arg', '--argjson'], 1)],
  ['awk', readFilter(['-F', '-v'], 1)],
  ['grep', filterWithPattern],
  ['egrep', filterWithPattern],
  ['tr', readFilter([], 9)],
  ['cut', readFilter(['-d', '-f', '-c', '-b'], 0)],
  ['head', readFilter(['-n', '-c'], 0)],
  ['tail', readFilter(['-n', '-c'], 0)],
  ['sort', filter],
  ['uniq', filter],
  ['base64', readFilter(['-w', '--wrap'], 0)],
  ['gunzip', filter],
  ['cp', readCopy],
  ['mv', readCopy],
  ['install', readCopy],
  ['rm', readRemove],
  ['shred', readRemove],
  ['unlink', readRemove],
  ['chmod', readChmod],
  ['touch', readTouch],
  ['echo', readPrint],
  ['printf', readPrint],
  ['ls', readList],
  ['basename', readPathPart],
  ['dirname', readPathPart],
  ['pwd', (command, context) => ({ kind: 'text', text: context.folderText(), at: command.at })],
  ['find', readFind],
  ['xargs', readXargs],
  ['sh', readShell],
  ['bash', readShell],
  ['ash', readShell],
  ['dash', readShell],
  ['zsh', readShell],
  ['sudo', readPrefix(['-u', '-g', '-h', '-p', '-C', '-r', '-t', '-U'])],
  ['env', readPrefix(['-u', '-C', '--unset', '--chdir'])],
  ['nice', readPrefix(['-n'])],
  ['timeout', readPrefix(['-s', '-k', '--signal', '--kill-after'], 1)],
  ['retry', readPrefix(['-t', '-d', '-s', '--tries', '--delay'])],
  ['docker', readDocker],
  ['podman', readDocker],
  ['buildah', readDocker],
  ['img', readDocker],
  ['nerdctl', readDocker],
  ['docker-compose', readDockerCompose],
  ['dockerd', readDockerDaemon],
  ['dockerd-entrypoint.sh', readDockerDaemon],
  ['kaniko', readKaniko],
  ['crane', readCrane],
  ['skopeo', readCrane],
  ['regctl', readCrane],
  ['aws', readCredentialHelper],
  ['gcloud', readCredentialHelper],
  ['az', readCredentialHelper],
  ['doctl', readCredentialHelper],
  ['yc', readCredentialHelper],
  ['ibmcloud', readCredentialHelper],
  ['curl', readDownload],
  ['wget', readDownload],
  ['tar', readUnpack],
  ['unzip', readUnpack],
  ['git', readGit],
  [':', () => EMPTY_STREAM],
  ['true', () => EMPTY_STREAM],
]);

/** The reader of a program; undefined for programs of which nothing is known. */
export function readerOf(name: string): CommandReader | undefined {
  const reader = READERS.get(name);
  if (reader) return reader;
  if (isPackageManager(name)) return readPackageManager;
  return isDeployTool(name) ? readDeployTool : undefined;
}
