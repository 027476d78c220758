/** Waiting for the pods of what is applied. */
import { placeOfCommand, shellTextAt } from '../gitlab/command-place.ts';
import { insertCommands } from '../gitlab/insert-command.ts';
import { inStyle } from '../gitlab/script-item-text.ts';
import type { Resource } from '../kubernetes/resource.ts';
import type { SpanEdit } from '../text/edit.ts';
import type { ManifestUse } from './delivery.ts';
import { textWord } from './file-word.ts';
import type { RolloutStatus } from './facts.ts';
import type { JobDelivery } from './job-delivery.ts';
import { namespaceOf, textIn } from './known-resources.ts';

const ROLLED_OUT: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Whether `kubectl rollout` knows the resource. */
export function isRolledOut(resource: Resource): boolean {
  return ROLLED_OUT.has(resource.kind);
}

/** Whether the job waits after the command, or looks at its pods in another way. */
export function isRolloutAwaited({ job, call }: ManifestUse): boolean {
  return job.facts.some(
    (fact) =>
      fact.order > call.order &&
      (fact.kind === 'rollout-status' || (fact.kind === 'script' && !fact.isFollowed)),
  );
}

/**
 * Waits for the workloads behind the command that applies them; behind the loop where one file after the other is
 * applied.
 * @param isUndone the revision before comes back where one of them never gets ready
 * @returns undefined where a name is not known, or the script leaves no place for it
 */
export function insertRolloutStatus(
  use: ManifestUse,
  workloads: readonly Resource[],
  isUndone = false,
): readonly SpanEdit[] | undefined {
  const commands = workloads.map((it) => statusCommand(it, use, isUndone));
  if (!commands.every((command) => command !== undefined)) return undefined;
  return insertCommands(use.job.job, use.call.at, commands, 'after', 'unrepeated');
}

/**
 * Brings the revision before back where a `kubectl rollout status` fails, and lets the job fail. Undefined where the
 * command is a part of something larger, or the job undoes rollouts already.
 */
export function insertRolloutUndo(
  { job }: JobDelivery,
  status: RolloutStatus,
): readonly SpanEdit[] | undefined {
  const place = placeOfCommand(job, status.at);
  if (!place || place.chain || place.statement.background || status.isConditional) return undefined;
  if (/\brollout\s+undo\b/.test(job.sections.main.text)) return undefined;
  const text = shellTextAt(job, status.at).replace(/\s*\\\r?\n\s*/g, ' ');
  const { pos, end } = place.statement;
  const at = place.script.spanAt(pos, end);
  if (/[|<>;&\n]/.test(text) || at.end !== status.at.end || place.end !== end) return undefined;
  const undo = text
    .replace(/\brollout\s+status\b/, 'rollout undo')
    .replace(/\s+(?:--timeout(?:=|\s+)\S+|--watch(?:=\S+)?|-w)(?=\s|$)/g, '');
  if (!undo.includes('rollout undo')) return undefined;
  const { item } = place;
  const isInFlow = item !== undefined && /[[,]\s*$/.test(item.segment.text.slice(0, item.start));
  if (isInFlow && item?.style === 'plain') return undefined;
  const written = ` || { ${undo}; exit 1; }`;
  const newText = item ? inStyle(written, item.style) : written;
  return newText === undefined ? undefined : [{ at: { ...at, start: at.end }, newText }];
}

function statusCommand(resource: Resource, use: ManifestUse, isUndone: boolean): string | undefined {
  const name = resource.name && textWord(textIn(resource.name, use));
  const namespace = namespaceOf(resource, use);
  const place = namespace && textWord(namespace);
  if (!name || (namespace && !place)) return undefined;
  const { job, call } = use;
  const connection = [
    ...shellTextAt(job.job, call.at).matchAll(
      /\s(--(?:kubeconfig|context|cluster|user|server|token)(?:=|\s+)(?:"[^"]*"|'[^']*'|[^\s\\]+))/g,
    ),
  ].map((found) => ` ${found[1]!}`);
  const target = `${resource.kind.toLowerCase()}/${name.replace(/^"(.*)"$/, '$1')}`;
  const word = name.startsWith('"') ? `"${target}"` : target;
  const rollout = (verb: string) =>
    `kubectl${connection.join('')} rollout ${verb} ${word}${place ? ` --namespace=${place}` : ''}`;
  const status = `${rollout('status')} --timeout=5m`;
  return isUndone ? `${status} || { ${rollout('undo')}; exit 1; }` : status;
}
