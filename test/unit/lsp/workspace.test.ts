import { expect, test } from 'vitest';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Workspace } from '../../../server/src/lsp/workspace.ts';

test.each([
  ['file:///home/me/app', 'file:///home/me/app/k8s/app.yaml'],
  ['file:///home/me/app/', 'file:///home/me/app/k8s/app.yaml'],
  ['file:///', 'file:///k8s/app.yaml'],
  ['file:///c%3A/work', 'file:///c%3A/work/k8s/app.yaml'],
  ['vscode-test-web://mount/', 'vscode-test-web://mount/k8s/app.yaml'],
  ['vscode-test-web://mount', 'vscode-test-web://mount/k8s/app.yaml'],
  ['memfs:/', 'memfs:/k8s/app.yaml'],
])('in the folder %s a file has the path that it has there', (folder, uri) => {
  const workspace = new Workspace(() => new MemoryFileSystem({}));
  workspace.addFolder(folder);
  const placed = workspace.place(uri)!;
  expect(placed.path).toBe('k8s/app.yaml');
  expect(placed.project.uriOf('k8s/app.yaml')).toBe(uri);
  expect(workspace.projects).toHaveLength(1);
});

test('a folder itself is no file in a project', () => {
  const workspace = new Workspace(() => new MemoryFileSystem({}));
  workspace.addFolder('vscode-test-web://mount/');
  expect(workspace.place('vscode-test-web://mount/')).toBeUndefined();
  expect(workspace.projects).toHaveLength(0);
});

test('a document outside of all folders gets the project of its own folder', () => {
  const workspace = new Workspace(() => new MemoryFileSystem({}));
  workspace.addFolder('file:///home/me/app');
  const { path, project } = workspace.place('file:///tmp/other.yml')!;
  expect([path, project.root]).toEqual(['other.yml', 'file:///tmp']);
});

test.each(['untitled:Untitled-1', 'output:log'])('%s has no place among files', (uri) => {
  expect(new Workspace(() => new MemoryFileSystem({})).place(uri)).toBeUndefined();
});
