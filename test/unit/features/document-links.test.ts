import { expect, it } from 'vitest';
import { documentLinks } from '../../../server/src/features/document-links.ts';
import { cursorIn } from './cursor.ts';

it('links includes and the files that scripts name', async () => {
  const { snapshot, path } = await cursorIn({
    '.gitlab-ci.yml': [
      'include:',
      '  - local: /ci/base.yml',
      '  - https://example.com/ci.yml',
      'deploy:',
      '  script:',
      '    - envsubst < k8s/app.yaml > out.yaml',
      '    - kubectl apply -f k8s/service.yaml -f out.yaml -f missing.yaml',
      '    - ./deploy.sh',
      '    - docker build -f docker/Dockerfile .',
    ].join('\n'),
    'ci/base.yml': '.a: {script: x}\n',
    'k8s/app.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n',
    'k8s/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n',
    'deploy.sh': 'x\n',
    'docker/Dockerfile': 'FROM scratch\n',
  });
  const text = snapshot.text(path)!;
  expect(
    documentLinks(snapshot, path).map(
      ({ range, target }) => `${text.slice(range)} → ${'path' in target ? target.path : target.address}`,
    ),
  ).toEqual([
    '/ci/base.yml → ci/base.yml',
    'https://example.com/ci.yml → https://example.com/ci.yml',
    'k8s/app.yaml → k8s/app.yaml',
    'k8s/service.yaml → k8s/service.yaml',
    './deploy.sh → deploy.sh',
    'docker/Dockerfile → docker/Dockerfile',
  ]);
});
