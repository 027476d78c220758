/** The port that an image's program listens on, where its command or its source says so. */
import { isInProject } from '../delivery/delivery-files.ts';
import { listeningPorts, mayListen } from '../delivery/listening-port.ts';
import { lineageOf, type Dockerfile, type Stage } from '../dockerfile/dockerfile.ts';
import type { Word } from '../dockerfile/instruction.ts';
import { copySources, startedProgram, workingFolder } from '../dockerfile/stage-facts.ts';
import { stageVariables } from '../dockerfile/variables.ts';
import { folderOf, resolvePath } from '../text/path.ts';
import { span, type Span } from '../text/span.ts';
import type { Snapshot } from './snapshot.ts';

export interface ProgramPort {
  readonly port: number;
  /** Where it is written: in the command, or in the program's source. */
  readonly at: Span;
  /** Whether the environment may say otherwise when the container starts. */
  readonly isDefault: boolean;
  /** Whether it stands in the image's command, which the container may replace. */
  readonly isInCommand: boolean;
}

/**
 * Undefined where several are possible, or nothing tells.
 * @param context the folder that the image is built from
 */
export function programPort(
  snapshot: Snapshot,
  dockerfile: Dockerfile,
  stage: Stage,
  context: string,
): ProgramPort | undefined {
  const program = startedProgram(dockerfile, stage);
  if (!program) return undefined;
  const given = portInCommand(program.words);
  if (given) return given === 'unknown' ? undefined : given;
  const names = [...stageVariables(dockerfile, stage).keys()];
  for (const { text } of program.words) {
    const path = mayListen(text) ? sourceOf(snapshot, dockerfile, stage, context, text) : undefined;
    const segment = path === undefined ? undefined : snapshot.segment(path);
    if (path === undefined || !segment) continue;
    const ports = listeningPorts(path, segment);
    const [first] = ports;
    if (!first || ports.some(({ port }) => port !== first.port)) return undefined;
    // What the image itself sets is what counts then.
    if (first.isDefault && names.some((name) => /PORT/i.test(name))) return undefined;
    return { port: first.port, at: first.at, isDefault: first.isDefault, isInCommand: false };
  }
  return undefined;
}

/** Options of the usual servers; others, such as `--metrics-port`, are for something else. */
const PORT_OPTION = /^(?:--port|--http-port|--server\.port|-Dserver\.port|--bind|-b)$/;

/** Programs whose `-p` is the port. */
const WITH_SHORT_OPTION = /^(?:flask|next|rails|puma|serve|http-server|php)$/;

/** `--port 8000`, `--bind 0.0.0.0:8000`, `-b :8000`, `--server.port=8080`; `unknown` for one that a variable gives. */
function portInCommand(words: readonly Word[]): ProgramPort | 'unknown' | undefined {
  const hasShortOption = words.some(({ text }) => WITH_SHORT_OPTION.test(text));
  for (const [index, word] of words.entries()) {
    const [, name, inline] = /^(-[^=]*)(?:=(.*))?$/.exec(word.text) ?? [];
    if (name === undefined || !(PORT_OPTION.test(name) || (name === '-p' && hasShortOption))) continue;
    const value = inline === undefined ? words[index + 1] : word;
    const text = inline ?? value?.text ?? '';
    const [, port] = /(?:^|:)([1-9]\d{1,4})$/.exec(text) ?? [];
    if (port === undefined) return 'unknown';
    const { segment, end } = value!.at;
    return {
      port: Number(port),
      at: span(segment, end - port.length, end),
      isDefault: false,
      isInCommand: true,
    };
  }
  // A whole command in one word: `sh -c "…"`.
  return words.some(({ text }) => /\s/.test(text)) ? 'unknown' : undefined;
}

/** The file of the context that stands at a path of the image, as COPY brings it there. */
function sourceOf(
  snapshot: Snapshot,
  dockerfile: Dockerfile,
  stage: Stage,
  context: string,
  written: string,
): string | undefined {
  const wanted = within(workingFolder(dockerfile, stage), written);
  if (wanted === undefined) return undefined;
  for (const current of lineageOf(dockerfile, stage)) {
    for (const { instruction, text } of copySources(current).toReversed()) {
      const operands = instruction.strings ?? instruction.words;
      const target = within(workingFolder(dockerfile, current, instruction), operands.at(-1)!.text);
      const source = resolvePath(context, text.replace(/^\/+/, ''));
      if (target === undefined || source === undefined || /[*?[$]/.test(text)) continue;
      const found = broughtTo(wanted, target, source, snapshot.exists(source) === true);
      if (found !== undefined && isInProject(snapshot, found) && snapshot.exists(found)) return found;
    }
  }
  return undefined;
}

/** What a COPY of a file or a folder brings to a path, if anything. */
function broughtTo(wanted: string, target: string, source: string, isFile: boolean): string | undefined {
  if (!isFile) {
    if (target === '' || wanted.startsWith(`${target}/`))
      return resolvePath(source, target === '' ? wanted : wanted.slice(target.length + 1));
    return undefined;
  }
  const name = source.slice(source.lastIndexOf('/') + 1);
  const isThere = wanted === target || (folderOf(wanted) === target && wanted.endsWith(name));
  return isThere && (wanted === target || wanted === (target === '' ? name : `${target}/${name}`))
    ? source
    : undefined;
}

/** A path of the image without the slash before it. */
function within(folder: string | undefined, written: string): string | undefined {
  if (/\$/.test(written)) return undefined;
  if (written.startsWith('/')) return resolvePath('', written);
  return folder === undefined ? undefined : resolvePath(folder.replace(/^\/+/, ''), written);
}
