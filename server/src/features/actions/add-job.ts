/** A job that the pipeline lacks: tests, the build of the image, the deployment. */
import type { JobKind } from '../../scaffold/plan/draft.ts';
import { planJob } from '../../scaffold/plan.ts';
import { PIPELINE_FILE, readSituation } from '../../scaffold/situation.ts';
import type { FileEdit } from '../../text/edit.ts';
import { slot } from '../tab-stops.ts';
import type { Action, OfferedAction } from './action.ts';

const TITLES: Readonly<Record<JobKind, string>> = {
  test: 'Add a job that runs the tests',
  build: 'Add a job that builds and pushes the image',
  deploy: 'Add a job that deploys to Kubernetes',
};

export const addJob: Action = {
  scope: 'file',
  offer(place) {
    if (place.path !== PIPELINE_FILE) return [];
    const situation = place.snapshot.derive(addJob, (it) => readSituation(it, place.projectName));
    return (['test', 'build', 'deploy'] as const).flatMap((kind): readonly OfferedAction[] => {
      const plan = planJob(situation, kind);
      if (!plan) return [];
      const edits = plan.files.flatMap(({ path, before, edits: own }) =>
        before === undefined ? [] : own.map((edit): FileEdit => ({ path, ...edit })),
      );
      const newFiles = plan.files.flatMap(({ path, before, after }) =>
        before === undefined ? [{ path, text: after }] : [],
      );
      const [name, ...others] = plan.jobs;
      const named = others.length > 0 ? edits : edits.map((edit) => withName(edit, name!));
      return place.action(TITLES[kind], named, { newFiles });
    });
  },
};

/** The job's name as a place to fill in. */
function withName(edit: FileEdit, name: string): FileEdit {
  const at = edit.newText.search(new RegExp(`(?<=^|[\\r\\n])${name}:(?=[\\r\\n])`));
  if (at < 0 || edit.path !== PIPELINE_FILE) return edit;
  const { newText } = edit;
  return { ...edit, newText: newText.slice(0, at) + slot(name) + newText.slice(at + name.length) };
}
