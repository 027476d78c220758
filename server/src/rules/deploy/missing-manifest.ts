/** deploy/missing-manifest: envsubst or kubectl is given a file that is not there. */
import type { FactBase } from '../../delivery/facts.ts';
import type { FileReference } from '../../delivery/file-reference.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { knownText } from '../../delivery/partial-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { SKIPPED_FOLDERS } from '../../project/file-system.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { nearestName } from '../../text/nearest.ts';
import { baseName } from '../../text/path.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/missing-manifest',
  severity: 'error',
  summary: 'A file given to envsubst or `kubectl apply -f` that neither exists nor is written before.',
  scope: 'project',
  check(snapshot, report) {
    const isWhole = isRepository(snapshot);
    for (const job of deliveryOf(snapshot).jobs) {
      for (const { file, by } of filesGiven(job)) {
        if (file.state.kind !== 'missing' || file.path === undefined) continue;
        const { removedAt } = file.state;
        if (!removedAt && (!isWhole || mayBeElsewhere(snapshot, file.path))) continue;
        const near = removedAt ? undefined : nearPath(snapshot, job, file);
        report({
          at: file.at,
          message: removedAt
            ? `\`${file.path}\` is not there any more when ${by} is to read it, and the job fails: it is removed before.`
            : `\`${file.path}\` is not in the repository and nothing writes it before ${by} reads it: the job fails.${near ? ` Did you mean \`${near.path}\`?` : ''}`,
          related: removedAt ? [{ at: removedAt, message: 'It is removed here.' }] : [],
          fixes: near ? changePath(file, near) : [],
        });
      }
    }
  },
});

interface GivenFile {
  readonly file: FileReference;
  readonly by: string;
}

/** What envsubst and kubectl surely read; behind a condition it may well be asked before whether the file is there. */
function filesGiven(job: JobDelivery): readonly GivenFile[] {
  const isSure = (fact: FactBase) => !fact.isConditional && fact.section !== 'after_script';
  return [
    ...job.envsubstCalls
      .filter(isSure)
      .flatMap((call) => call.files.map((file) => ({ file, by: 'envsubst' }))),
    ...job.applies
      .filter((call) => isSure(call) && ['apply', 'create', 'replace'].includes(call.verb))
      .flatMap((call) =>
        call.inputs.flatMap((input) =>
          input.kind === 'file' ? [{ file: input.file, by: `kubectl ${call.verb}` }] : [],
        ),
      ),
  ];
}

/** A pipeline by itself, or several in a folder, were taken out of repositories whose files are not here. */
function isRepository(snapshot: Snapshot): boolean {
  if (snapshot.exists('.gitlab-ci.yml') !== true) return false;
  const ofPipelines = new Set(snapshot.pipelines.flatMap((it) => it.files.map(({ path }) => path)));
  return [...snapshot.paths()].some((path) => !ofPipelines.has(path));
}

/** In a submodule, or in a folder that is not looked through. */
function mayBeElsewhere(snapshot: Snapshot, path: string): boolean {
  if (snapshot.exists('.gitmodules') !== false || !snapshot.isListed) return true;
  return path.split('/').some((part) => SKIPPED_FOLDERS.has(part)) || /[*?[]/.test(path);
}

interface NearPath {
  readonly path: string;
  /** Whether only a slip of the pen separates them. */
  readonly isSlip: boolean;
}

function nearPath(snapshot: Snapshot, job: JobDelivery, file: FileReference): NearPath | undefined {
  const path = file.path!;
  const candidates = [...snapshot.paths()].filter((it) => /\.(?:ya?ml|json|tpl|tmpl|template)$/i.test(it));
  // What the job itself renders is what is often meant.
  const written = job.of('write').flatMap((it) => (it.file.path === undefined ? [] : [it.file.path]));
  const near = nearestName(path, [...written, ...candidates]);
  if (near !== undefined) return { path: near, isSlip: true };
  const stem = (it: string) => baseName(it).replace(/\.(?:ya?ml|json)$/i, '');
  const same = candidates.filter((it) => stem(it) === stem(path) && !/^\.|\/\./.test(it));
  return same.length === 1 ? { path: same[0]!, isSlip: false } : undefined;
}

function changePath({ at, path, text }: FileReference, near: NearPath): Fix[] {
  const written = textOf(at);
  // Only where the word is the path from the project's root, letter for letter.
  const isFromRoot = knownText(text)?.replace(/^\.\//, '') === path && written.endsWith(path!);
  if (!isFromRoot) return [];
  const start = at.end - path!.length;
  return [
    {
      title: `Change to \`${near.path}\``,
      isPreferred: near.isSlip,
      edits: () => ({ edits: [{ at: { ...at, start }, newText: near.path }] }),
    },
  ];
}
