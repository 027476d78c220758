/** The jobs that build and push the images. */
import type { Answers } from '../answers.ts';
import { fill, type View } from '../fill.ts';
import { credentialsFor } from '../credentials.ts';
import { VERSIONS } from '../versions.ts';
import type { BuiltImage } from './image.ts';
import { branchRule, freeJobName, shellWord, type JobText } from './job-text.ts';

/** @param taken the names of jobs that are there */
export function composeBuilds(
  answers: Answers,
  images: readonly BuiltImage[],
  taken: ReadonlySet<string>,
): readonly JobText[] {
  const common = builderView(answers);
  const compose = (name: string, view: View): JobText => ({
    name,
    text: fill('pipeline/build', { ...common, job: name, ...view }),
  });
  const [only, ...others] = images;
  if (only && others.length === 0)
    return [compose(freeJobName('build', taken), { isBody: true, image: imageView(only) })];
  return [
    compose('.build', { isBody: true }),
    ...images.map((image) =>
      compose(freeJobName(`build-${image.application.name.value}`, taken), {
        extends: '.build',
        image: imageView(image),
      }),
    ),
  ];
}

function builderView(answers: Answers): View {
  const { registry, user, password } = credentialsFor(answers);
  const isInsecure = answers.registry === 'private' && answers.insecure === 'yes';
  const daemonOptions = [
    ...(answers.builder === 'dind-plain' ? ['--tls=false'] : []),
    ...(isInsecure ? [`--insecure-registry=${registry}`] : []),
  ];
  return {
    stage: 'build',
    isDocker: answers.builder === 'dind' || answers.builder === 'dind-plain',
    isTls: answers.builder === 'dind',
    isBuildkit: answers.builder === 'buildkit',
    isBuildah: answers.builder === 'buildah',
    docker: VERSIONS.docker,
    dockerDaemon: VERSIONS.dockerDaemon,
    buildkit: VERSIONS.buildkit,
    buildah: VERSIONS.buildah,
    hasDaemonOptions: daemonOptions.length > 0,
    daemonOptions,
    isInsecure,
    branchRule: branchRule(answers),
    registry,
    user,
    password,
  };
}

function imageView({ application, variable, repository, dockerfile }: BuiltImage): View {
  const context = application.folder === '' ? '.' : application.folder;
  const slash = dockerfile.lastIndexOf('/');
  const folder = slash < 0 ? '.' : dockerfile.slice(0, slash);
  const name = dockerfile.slice(slash + 1);
  const isDefault = folder === context && name === 'Dockerfile';
  return {
    variable,
    repository,
    context: shellWord(context),
    dockerfile: isDefault ? false : shellWord(dockerfile),
    dockerfileFolder: shellWord(folder),
    dockerfileName: name === 'Dockerfile' ? false : shellWord(name),
  };
}
