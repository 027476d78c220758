/** deploy/missing-manifest: envsubst or kubectl is given a file that is not there. */
import type { FactBase } from '../../delivery/facts.ts';
import type { FileReference } from '../../delivery/file-reference.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { deliveryOf } from '../../project/delivery.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { isWholeRepository, mayLieElsewhere } from '../../project/whole-repository.ts';
import { changePath, nearPath, type NearPath } from '../near-path.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/missing-manifest',
  severity: 'error',
  summary: 'A file given to envsubst or `kubectl apply -f` that neither exists nor is written before.',
  scope: 'project',
  check(snapshot, report) {
    const isWhole = isWholeRepository(snapshot);
    const delivery = deliveryOf(snapshot);
    for (const job of new Set([...delivery.jobsWith('envsubst'), ...delivery.jobsWith('apply')])) {
      for (const { file, by } of filesGiven(job)) {
        if (file.state.kind !== 'missing' || file.path === undefined) continue;
        const { removedAt } = file.state;
        if (!removedAt && (!isWhole || mayBeElsewhere(snapshot, file.path))) continue;
        const near = removedAt ? undefined : nearManifest(snapshot, job, file);
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

/** In a submodule, in a folder that is not looked through, or what a pattern finds. */
function mayBeElsewhere(snapshot: Snapshot, path: string): boolean {
  return mayLieElsewhere(snapshot, path) || /[*?[]/.test(path);
}

function nearManifest(snapshot: Snapshot, job: JobDelivery, file: FileReference): NearPath | undefined {
  const candidates = [...snapshot.paths()].filter((it) => /\.(?:ya?ml|json|tpl|tmpl|template)$/i.test(it));
  // What the job itself renders is what is often meant.
  const written = job.of('write').flatMap((it) => (it.file.path === undefined ? [] : [it.file.path]));
  return nearPath(file.path!, candidates, written);
}
