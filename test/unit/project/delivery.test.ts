import { describe, expect, it } from 'vitest';
import { allManifestsOf, deliveryOf } from '../../../server/src/project/delivery.ts';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Project } from '../../../server/src/project/project.ts';

async function load(files: Record<string, string>): Promise<Project> {
  const project = new Project(new MemoryFileSystem(new Map(Object.entries(files))));
  await project.load();
  return project;
}

const MANIFEST = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n';

describe('the delivery facts of a snapshot', () => {
  it('find templates that are no YAML by their names', async () => {
    const project = await load({
      '.gitlab-ci.yml': 'a:\n  script: [envsubst < app.yaml.template | kubectl apply -f -]\n',
      'app.yaml.template': MANIFEST,
      'other.yaml': MANIFEST,
      'notes.template': MANIFEST,
    });
    deliveryOf(project.snapshot());
    allManifestsOf(project.snapshot());
    await project.settle();
    const paths = allManifestsOf(project.snapshot()).map((manifest) => manifest.path);
    expect(paths.sort()).toEqual(['app.yaml.template', 'other.yaml']);
  });

  it('follow scripts of the repository once they are read, to places in them', async () => {
    const project = await load({
      '.gitlab-ci.yml': 'a:\n  script: [./deploy.sh]\n',
      'deploy.sh': '#!/bin/sh\nkubectl apply -f missing.yaml\n',
    });
    void deliveryOf(project.snapshot()).jobs;
    await project.settle();
    const snapshot = project.snapshot();
    const [apply] = deliveryOf(snapshot).jobs[0]!.applies;
    expect(snapshot.locate(apply!.at)).toEqual({ path: 'deploy.sh', range: { start: 10, end: 39 } });
    expect(apply!.inputs[0]).toMatchObject({ kind: 'file', file: { state: { kind: 'missing' } } });
  });

  it('keep the jobs that an edit does not touch', async () => {
    const project = await load({
      '.gitlab-ci.yml': 'a:\n  script: [kubectl apply -f a.yaml]\n',
      'a.yaml': MANIFEST,
    });
    const before = deliveryOf(project.snapshot()).jobs[0];
    project.setOpen('a.yaml', `${MANIFEST}type: Opaque\n`);
    expect(deliveryOf(project.snapshot()).jobs[0]).toBe(before);
  });
});
