/** Docker's `config.json` with credentials: writing it logs in, too. */
import { registryHost } from './image-reference.ts';
import { joined, known, type PartialText, type Piece } from './partial-text.ts';
import type { FilePath } from './working-files.ts';

const MARK = '\0';

/**
 * The registries that a file logs in to; none for other files. Undefined stands for registries that are not known.
 */
export function loginsWritten(
  path: FilePath,
  text: PartialText | undefined,
): readonly (PartialText | undefined)[] {
  if (!/(?:^|\/)(?:\.docker\/config|\.dockercfg|containers\/auth|auth)\.json$|\.dockercfg$/.test(path))
    return [];
  if (!text) return [undefined];
  const unknowns: Piece[] = [];
  const marked = text
    .map((piece) => (piece.kind === 'text' ? piece.text : `${MARK}${unknowns.push(piece) - 1}${MARK}`))
    .join('');
  const auths = /"auths"\s*:\s*\{([^]*)/.exec(marked)?.[1];
  if (auths === undefined) return [undefined];
  const hosts = [...auths.matchAll(/"([^"]+)"\s*:\s*\{/g)].map((found) => found[1]!);
  return hosts.map((host) => registryHost(unmarkedText(host, unknowns)));
}

function unmarkedText(text: string, unknowns: readonly Piece[]): PartialText {
  return joined(
    text.split(MARK).map((part, index) => (index % 2 === 1 ? [unknowns[Number(part)]!] : known(part))),
  );
}
