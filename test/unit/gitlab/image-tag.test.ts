import { expect, test } from 'vitest';
import { imageVersion } from '../../../server/src/gitlab/image-tag.ts';

test.each([
  ['node', 'none'],
  ['registry.example.com:5000/a/node', 'none'],
  ['node:22', 'tag'],
  ['$REGISTRY/app:latest', 'tag'],
  ['a@sha256:00', 'digest'],
  ['$IMAGE', 'unknown'],
  ['$REGISTRY/$APP', 'unknown'],
  ['node:${VERSION}', 'unknown'],
  ['', 'unknown'],
])('%s: %s', (name, kind) => {
  expect(imageVersion(name).kind).toBe(kind);
});
