import { describe, expect, it } from 'vitest';
import { buildsOf, imagesIn, pushesOf } from '../../../server/src/delivery/deployed-image.ts';
import { waitsFor } from '../../../server/src/delivery/job-order.ts';
import { deployingUses } from '../../../server/src/delivery/known-resources.ts';
import { displayText } from '../../../server/src/delivery/partial-text.ts';
import { lookupOf, placeholderOutcome } from '../../../server/src/delivery/placeholder-value.ts';
import { occurrencesInScript } from '../../../server/src/delivery/variable-occurrences.ts';
import { flowsTo, type VariableSource } from '../../../server/src/delivery/variable-flow.ts';
import { readManifest } from '../../../server/src/kubernetes/manifest.ts';
import { validateRendered } from '../../../server/src/kubernetes/validate-rendered.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { textOf } from '../../../server/src/text/span.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';
import { project, type TestProject } from './project.ts';

const PIPELINE = `
variables:
  IMAGE: "registry.example.com/app:\${CI_COMMIT_SHORT_SHA}-\${SUFFIX}"
  PORT: "8080"
build:
  stage: build
  script:
    - docker build -t $IMAGE .
    - docker push $IMAGE
deploy:
  stage: deploy
  variables:
    REPLICAS: two
  script:
    - HIDDEN=1
    - export SHOWN=yes
    - envsubst < k8s/app.yaml > out.yaml
    - kubectl apply -f out.yaml
raw:
  stage: deploy
  script:
    - kubectl apply -f k8s/raw.yaml
`;

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  replicas: \${REPLICAS}
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
        - name: app
          image: \${IMAGE}
          env: [{name: PORT, value: \${PORT}}]
`;

const FILES = {
  '.gitlab-ci.yml': PIPELINE,
  'k8s/app.yaml': MANIFEST,
  'k8s/raw.yaml': MANIFEST,
  'k8s/other.yaml': MANIFEST,
  Dockerfile: '',
};

function manifestOf(read: TestProject, path: string) {
  return readManifest(path, YamlFile.parse(new SourceText(path, read.texts.get(path)!)))!;
}

describe('who renders and applies a file', () => {
  const read = project(FILES);
  const uses = (path: string) => [
    ...read.delivery.templateUses(path).map((use) => `rendered by ${use.job.job.name}`),
    ...read.delivery
      .manifestUses(path)
      .map((use) => `applied by ${use.job.job.name} ${use.renderings.length > 0 ? 'rendered' : 'raw'}`),
  ];

  it('is known through files that the job writes in between', () => {
    expect(uses('k8s/app.yaml')).toEqual(['rendered by deploy', 'applied by deploy rendered']);
    expect(uses('k8s/raw.yaml')).toEqual(['applied by raw raw']);
    expect(uses('k8s/other.yaml')).toEqual([]);
  });

  it('is open where a variable hides the path', () => {
    const hidden = project({
      ...FILES,
      '.gitlab-ci.yml': 'a:\n  script: [envsubst < k8s/$WHICH.yaml | kubectl apply -f -]\n',
    });
    const found = hidden.delivery.templateUses('k8s/app.yaml');
    expect(found.map((use) => use.isCertain)).toEqual([false]);
    expect(hidden.delivery.templateUses('elsewhere/app.yaml')).toEqual([]);
  });
});

describe('what placeholders become', () => {
  const read = project(FILES);
  const [use] = read.delivery.templateUses('k8s/app.yaml');
  const outcome = (name: string) => {
    const found = placeholderOutcome(use!.call, name);
    return 'variable' in found ? `${found.kind} ${displayText(found.variable.value)}` : found.kind;
  };

  it('is the value that envsubst sees', () => {
    expect(outcome('IMAGE')).toBe('set registry.example.com/app:${CI_COMMIT_SHORT_SHA}-${SUFFIX}');
    expect(outcome('REPLICAS')).toBe('set two');
    expect(outcome('SHOWN')).toBe('set yes');
    expect(outcome('HIDDEN')).toBe('not-exported 1');
    expect(outcome('NOWHERE')).toBe('undefined');
    expect(outcome('CI_JOB_ID')).toBe('set ${CI_JOB_ID}');
  });

  it('decides whether the manifest is valid', () => {
    const manifest = manifestOf(read, 'k8s/app.yaml');
    const problems = validateRendered(manifest, lookupOf(use!.call));
    expect(problems.map((problem) => `${problem.kind} ${textOf(problem.at)}`)).toEqual([
      'type ${REPLICAS}',
      'type ${PORT}',
    ]);
  });
});

describe('the image that is deployed', () => {
  const read = project(FILES);
  const images = (path: string) =>
    imagesIn(manifestOf(read, path), deployingUses(read.delivery, path)).map((deployed) => {
      const pushes = pushesOf(read.delivery, deployed.image);
      return `${displayText(deployed.image.text)} pushed by ${pushes.map((it) => `${it.job.job.name}${it.isCertain ? '' : '?'}`).join() || 'nobody'}`;
    });

  it('is the one that is pushed, with the same unknown parts', () => {
    expect(images('k8s/app.yaml')).toEqual([
      'registry.example.com/app:${CI_COMMIT_SHORT_SHA}-${SUFFIX} pushed by build',
    ]);
    expect(images('k8s/raw.yaml')).toEqual(['${IMAGE} pushed by nobody']);
    expect(images('k8s/other.yaml')).toEqual(['${IMAGE} pushed by build?']);
  });
});

describe('the build that an image comes from', () => {
  it('is found by its tags, and through `docker tag`', () => {
    const builds = (script: string) => {
      const read = project({
        '.gitlab-ci.yml': `a:\n  script:\n    - ${script}\n`,
        Dockerfile: '',
        'web/Dockerfile': '',
      });
      const [push] = read.job('a').of('push');
      return buildsOf(read.delivery, push!.image.image).map(
        (it) => `${it.build.dockerfile!.path}${it.isCertain ? '' : '?'}`,
      );
    };
    expect(builds('docker build -t x:1 web; docker push x:1')).toEqual(['web/Dockerfile']);
    expect(
      builds('docker build -t x .; docker tag x r.example.com/x:1; docker push r.example.com/x:1'),
    ).toEqual(['Dockerfile']);
    expect(builds('docker build -t y .; docker push x')).toEqual([]);
    expect(builds('docker build -t $X .; docker push r.example.com/x')).toEqual(['Dockerfile?']);
  });
});

describe('the way of a variable', () => {
  const read = project(FILES);
  const way = (source: VariableSource): string =>
    `${source.kind} ${source.name}${'from' in source && source.from.length > 0 ? ` ← ${source.from.map(way).join(', ')}` : ''}`;
  const ways = (name: string) => {
    const manifest = manifestOf(read, 'k8s/app.yaml');
    const placeholder = manifest.placeholders.find((it) => it.name === name)!;
    return flowsTo(read.delivery, 'k8s/app.yaml', placeholder).map((flow) => way(flow.source));
  };

  it('goes from GitLab through the pipeline to the manifest', () => {
    expect(ways('IMAGE')).toEqual(['pipeline IMAGE ← predefined CI_COMMIT_SHORT_SHA, settings SUFFIX']);
    expect(ways('REPLICAS')).toEqual(['job REPLICAS']);
  });

  it('names every place in a script', () => {
    const inScript = ({ pipeline }: typeof read, job: string) =>
      occurrencesInScript(pipeline.jobs.get(job)!.sections.main).map(
        ({ role, at }) => `${role} ${textOf(at)}`,
      );
    expect(inScript(read, 'deploy')).toEqual(['assignment HIDDEN', 'assignment SHOWN']);
    expect(inScript(read, 'build')).toEqual(['use IMAGE', 'use IMAGE']);
    const list = project({ '.gitlab-ci.yml': "a:\n  script:\n    - envsubst '$A ${B}' < x\n" });
    expect(inScript(list, 'a')).toEqual(['use A', 'use B']);
  });
});

describe('the order of jobs', () => {
  const waits = (pipeline: string) => {
    const read = project({ '.gitlab-ci.yml': pipeline });
    return waitsFor(read.pipeline.jobs.get('b')!, read.pipeline.jobs.get('a')!, read.pipeline);
  };

  it('is that of the stages, or of needs', () => {
    expect(waits('a: {stage: build, script: x}\nb: {stage: deploy, script: x}\n')).toBe(true);
    expect(waits('a: {stage: build, script: x}\nb: {stage: build, script: x}\n')).toBe(false);
    expect(waits('a: {stage: build, script: x}\nb: {stage: deploy, needs: [], script: x}\n')).toBe(false);
    expect(waits('a: {stage: build, script: x}\nb: {stage: build, needs: [a], script: x}\n')).toBe(true);
    expect(
      waits(
        'a: {stage: build, script: x}\nc: {stage: test, script: x}\nb: {stage: deploy, needs: [c], script: x}\n',
      ),
    ).toBe(true);
    expect(
      waits(
        'a: {stage: deploy, script: x}\nc: {stage: test, script: x}\nb: {stage: deploy, needs: [c], script: x}\n',
      ),
    ).toBe(false);
    expect(
      waits(
        'include: {remote: "https://e.com/x.yml"}\na: {stage: build, script: x}\nb: {stage: deploy, needs: [z], script: x}\n',
      ),
    ).toBeUndefined();
  });
});

describe('after an edit', () => {
  const before = project({ ...FILES, 'bin/x.sh': 'echo\n' });
  const deploy = before.job('deploy');
  const build = before.job('build');

  it('keeps what a job does when manifests or other jobs change', () => {
    const after = before.with({ 'k8s/app.yaml': 'kind: x\n' });
    expect(after.job('deploy')).toBe(deploy);
    const other = before.with({ '.gitlab-ci.yml': PIPELINE.replace('raw.yaml', 'other.yaml') });
    expect(other.job('deploy')).toBe(deploy);
    expect(other.delivery.manifestUses('k8s/other.yaml')).toHaveLength(1);
  });

  it('reads anew what depends on a variable, and only that', () => {
    const after = before.with({ '.gitlab-ci.yml': PIPELINE.replace('"8080"', '"9090"') });
    expect(after.job('build')).toBe(build);
    const image = before.with({ '.gitlab-ci.yml': PIPELINE.replace('example.com/app', 'example.com/new') });
    expect(image.job('build')).not.toBe(build);
    expect(displayText(image.job('build').of('push')[0]!.image.image.text)).toContain('/new:');
  });

  it('reads anew a job whose files come or go, or whose scripts change', () => {
    const files = { '.gitlab-ci.yml': 'a:\n  script: [./x.sh]\n', 'x.sh': 'kubectl apply -f a.yaml\n' };
    const first = project(files);
    expect(first.job('a').applies).toHaveLength(1);
    expect(first.with({ 'x.sh': 'true\n' }).job('a').applies).toHaveLength(0);
    const added = first.with({ 'a.yaml': '' });
    expect(added.job('a').applies[0]!.inputs[0]).toMatchObject({ file: { state: { kind: 'repository' } } });
  });
});
