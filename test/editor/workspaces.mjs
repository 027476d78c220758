/** The folder that each suite works in, a copy of it. */
import path from 'node:path';
import { repository } from '../set-up.mjs';

export const WORKSPACES = {
  calculator: path.join(repository, 'examples/calculator'),
  features: path.join(repository, 'examples/calculator'),
  actions: path.join(repository, 'examples/calculator'),
  spelling: path.join(repository, 'examples/calculator'),
  guide: path.join(repository, 'examples/calculator'),
  files: path.join(repository, 'test/editor/fixtures/pipeline'),
  generate: path.join(repository, 'test/scaffold/projects/flask'),
  folders: path.join(repository, 'test/editor/fixtures/folders'),
  'other-yaml': path.join(repository, 'test/editor/fixtures/other-yaml'),
};
