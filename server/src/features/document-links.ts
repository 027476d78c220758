/** Names of files that can be opened: includes, and what scripts read, render, apply and run. */
import type { Fact } from '../delivery/facts.ts';
import type { FileReference } from '../delivery/file-reference.ts';
import { deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { OffsetRange } from '../text/span.ts';
import { includesIn } from './include-target.ts';
import { roleOf } from './role.ts';

export interface DocumentLink {
  readonly range: OffsetRange;
  /** A path of the project, or an address. */
  readonly target: { readonly path: string } | { readonly address: string };
}

export function documentLinks(snapshot: Snapshot, path: string): readonly DocumentLink[] {
  const role = roleOf(snapshot, path);
  if (role?.kind !== 'pipeline' && role?.kind !== 'script') return [];
  const links: DocumentLink[] = [];
  for (const { include, range, paths } of role.kind === 'pipeline' ? includesIn(snapshot, path) : []) {
    if (paths.length === 1) links.push({ range, target: { path: paths[0]! } });
    else if (include.kind === 'remote' && /^https?:\/\/[^\s$]+$/.test(include.target?.value ?? ''))
      links.push({ range, target: { address: include.target!.value } });
  }
  const seen = new Set<string>();
  for (const job of deliveryOf(snapshot).jobs)
    for (const fact of job.facts)
      for (const file of filesIn(fact)) {
        if (file.path === undefined || snapshot.exists(file.path) !== true || file.at.end <= file.at.start)
          continue;
        const location = snapshot.locate(file.at);
        const key = location && `${location.range.start} ${location.range.end}`;
        if (location?.path !== path || !key || seen.has(key)) continue;
        seen.add(key);
        links.push({ range: location.range, target: { path: file.path } });
      }
  return links.sort((a, b) => a.range.start - b.range.start);
}

/** The files that a deed names. */
function filesIn(fact: Fact): readonly FileReference[] {
  switch (fact.kind) {
    case 'envsubst':
      return fact.files;
    case 'apply':
      return fact.inputs.flatMap((input) => (input.kind === 'file' ? [input.file] : []));
    case 'script':
      return [fact.file];
    case 'build':
      return fact.dockerfile && !fact.isDefaultDockerfile ? [fact.dockerfile] : [];
    case 'other-deployment':
    case 'remove':
    case 'chmod':
      return fact.files;
    default:
      return [];
  }
}
