/** Files and folders that come, go and move while the project is open. */
import { describe, expect, test } from 'vitest';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { manifestsOf } from '../../../server/src/project/manifests.ts';
import { Project } from '../../../server/src/project/project.ts';

async function open(files: Record<string, string>) {
  const fileSystem = new MemoryFileSystem(files);
  const project = new Project(fileSystem);
  await project.load();
  return { fileSystem, project, paths: () => [...project.snapshot().paths()].sort() };
}

describe('what changed outside of the editor', () => {
  test('a folder that came is known with all that is in it', async () => {
    const { fileSystem, project, paths } = await open({ '.gitlab-ci.yml': '' });
    fileSystem.files.set('k8s/app.yaml', 'kind: Service\n');
    fileSystem.files.set('k8s/base/db.yaml', 'kind: Service\n');
    expect(await project.filesChanged(['k8s'])).toEqual(['k8s/app.yaml', 'k8s/base/db.yaml']);
    expect(paths()).toEqual(['.gitlab-ci.yml', 'k8s/app.yaml', 'k8s/base/db.yaml']);
    expect(project.snapshot().text('k8s/base/db.yaml')?.text).toBe('kind: Service\n');
  });

  test('a folder that went takes its files along, and not those of a name that begins alike', async () => {
    const { fileSystem, project, paths } = await open({
      'k8s/a.yaml': '',
      'k8s/b/c.yaml': '',
      'k8s-old/a.yaml': '',
    });
    fileSystem.files.delete('k8s/a.yaml');
    fileSystem.files.delete('k8s/b/c.yaml');
    await project.filesChanged(['k8s']);
    expect(paths()).toEqual(['k8s-old/a.yaml']);
  });

  test('snapshots that were taken before stay as they were', async () => {
    const { fileSystem, project } = await open({ 'a.yaml': '', 'b.yaml': '' });
    const before = project.snapshot();
    fileSystem.files.set('c.yaml', '');
    fileSystem.files.delete('a.yaml');
    await project.filesChanged(['a.yaml', 'c.yaml']);
    expect([...before.paths()]).toEqual(['a.yaml', 'b.yaml']);
    expect([...project.snapshot().paths()]).toEqual(['b.yaml', 'c.yaml']);
  });

  test('an empty folder is no file', async () => {
    const { project, paths } = await open({ 'a.yaml': '' });
    expect(await project.filesChanged(['empty', 'a.yaml'])).toEqual([]);
    expect(paths()).toEqual(['a.yaml']);
  });

  test('a folder in the place of a file', async () => {
    const { fileSystem, project, paths } = await open({ 'deploy.yaml': 'kind: Service\n' });
    fileSystem.files.delete('deploy.yaml');
    fileSystem.files.set('deploy.yaml/app.yaml', '');
    await project.filesChanged(['deploy.yaml']);
    expect(paths()).toEqual(['deploy.yaml/app.yaml']);
    expect(project.snapshot().text('deploy.yaml')).toBeUndefined();
  });
});

test('a document that was never saved is gone when it is closed', async () => {
  const { project, paths } = await open({ '.gitlab-ci.yml': '' });
  project.setOpen('k8s/new.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n');
  expect(paths()).toEqual(['.gitlab-ci.yml', 'k8s/new.yaml']);
  expect(manifestsOf(project.snapshot())).toHaveLength(1);
  await project.setClosed('k8s/new.yaml');
  expect(paths()).toEqual(['.gitlab-ci.yml']);
  expect(manifestsOf(project.snapshot())).toEqual([]);
});
