/** A Dockerfile and a .dockerignore for an application of the project that has none. */
import type { BuildCall } from '../../delivery/image-facts.ts';
import { applicationsOf } from '../../scaffold/applications.ts';
import type { Application } from '../../scaffold/detect/application.ts';
import { imageFiles } from '../../scaffold/image-files.ts';
import type { Action, ActionPlace, OfferedAction } from './action.ts';

/** For each application that has none. */
export const addDockerfile: Action = {
  scope: 'file',
  sameAs: ['docker/missing-dockerfile'],
  offer: (place) => applicationsIn(place).flatMap((application) => dockerfile(place, application)),
};

/** At a `docker build` of one that is not there. */
export const addBuiltDockerfile: Action = {
  scope: 'place',
  sameAs: ['docker/missing-dockerfile'],
  offer(place) {
    const build = place.job?.delivery.of('build').find((call) => place.touches(call.at));
    const folder = build && missingIn(build, place);
    const application =
      folder === undefined ? undefined : applicationsIn(place).find((it) => it.folder === folder);
    return application ? dockerfile(place, application) : [];
  },
};

export const addDockerignore: Action = {
  scope: 'file',
  sameAs: ['dockerfile/no-dockerignore'],
  offer: (place) =>
    applicationsIn(place)
      .filter((application) => application.dockerfile)
      .flatMap((application): readonly OfferedAction[] => {
        const newFiles = imageFiles(place.snapshot, application);
        return newFiles.flatMap((file) => place.action(`Add ${file.path}`, [], { newFiles: [file] }));
      }),
};

function applicationsIn({ snapshot, projectName, role }: ActionPlace): readonly Application[] {
  return role.kind === 'pipeline' ? applicationsOf(snapshot, projectName) : [];
}

function dockerfile(place: ActionPlace, application: Application): readonly OfferedAction[] {
  if (application.dockerfile || !application.recipe) return [];
  const newFiles = imageFiles(place.snapshot, application);
  const title = `Add ${newFiles[0]!.path} for this ${application.language.value} project`;
  return place.action(title, [], { newFiles });
}

/** The folder whose Dockerfile a build wants, where it is not there. */
function missingIn(
  { dockerfile: file, context, isRemoteContext }: BuildCall,
  { snapshot }: ActionPlace,
): string | undefined {
  if (isRemoteContext || context?.path === undefined || /^[/~]/.test(context.path)) return undefined;
  const path = context.path === '' ? 'Dockerfile' : `${context.path}/Dockerfile`;
  const isOther = file !== undefined && file.path !== path;
  return isOther || snapshot.exists(path) !== false ? undefined : context.path;
}
