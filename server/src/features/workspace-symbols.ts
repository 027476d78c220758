/** Jobs and resources of a whole project, by a part of their names. */
import { allManifestsOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Location } from '../text/span.ts';

export interface ProjectSymbol {
  readonly name: string;
  readonly kind: 'job' | 'hidden-job' | 'resource';
  /** The stage of a job, the kind of a resource. */
  readonly container: string;
  readonly location: Location;
}

const MAXIMUM = 500;

/** @param query its letters must occur in this order, in any case; '' for all */
export function projectSymbols(snapshot: Snapshot, query: string): readonly ProjectSymbol[] {
  const symbols: ProjectSymbol[] = [];
  const seen = new Set<object>();
  for (const pipeline of snapshot.pipelines) {
    for (const job of [...pipeline.jobs.values(), ...pipeline.hiddenJobs.values()]) {
      const location = matches(job.name, query) && !seen.has(job.key) && snapshot.locate(job.key);
      seen.add(job.key);
      if (location)
        symbols.push({
          name: job.name,
          kind: job.isHidden ? 'hidden-job' : 'job',
          container: job.isHidden ? location.path : job.stage,
          location,
        });
      if (symbols.length >= MAXIMUM) return symbols;
    }
  }
  for (const manifest of allManifestsOf(snapshot)) {
    for (const resource of manifest.resources) {
      const name = resource.name;
      const location = name && matches(`${resource.kind} ${name.text}`, query) && snapshot.locate(name.node);
      if (location)
        symbols.push({ name: name.text, kind: 'resource', container: resource.kindText.text, location });
      if (symbols.length >= MAXIMUM) return symbols;
    }
  }
  return symbols;
}

function matches(name: string, query: string): boolean {
  const letters = name.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase().replace(/\s/g, '')) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
