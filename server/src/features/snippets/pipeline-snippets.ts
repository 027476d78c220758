/** Whole jobs to begin with, offered at the top level of a pipeline. */
import type { SourceText } from '../../text/source-text.ts';
import { VERSIONS } from '../../scaffold/versions.ts';
import type { CompletionChoice } from '../completion-choice.ts';
import type { FileRole } from '../role.ts';
import type { YamlCursor } from '../yaml-cursor.ts';
import { snippetChoices, type Snippet } from './snippet.ts';

export function pipelineSnippets(
  cursor: YamlCursor,
  role: Extract<FileRole, { kind: 'pipeline' }>,
  source: SourceText,
): CompletionChoice[] {
  const stages = role.pipelines[0]?.stages.map(({ name }) => name) ?? [];
  return snippetChoices(snippets(stages), cursor, source);
}

function snippets(stages: readonly string[]): readonly Snippet[] {
  const stage = (wanted: RegExp, otherwise: number) =>
    stages.find((name) => wanted.test(name)) ?? stages.at(otherwise) ?? 'test';
  return [
    {
      label: 'job',
      detail: 'a job with a script',
      lines: ['‹name›:', `  stage: ‹${stage(/test/i, 0)}›`, '  script:', '    - ‹›'],
    },
    {
      label: 'job: build an image',
      detail: 'docker build and push with Docker-in-Docker',
      lines: [
        '‹build-image›:',
        `  stage: ‹${stage(/build/i, 0)}›`,
        `  image: ${VERSIONS.docker}`,
        '  services:',
        `    - name: ${VERSIONS.dockerDaemon}`,
        '      alias: docker',
        '  variables:',
        '    DOCKER_HOST: tcp://docker:2376',
        '    DOCKER_TLS_CERTDIR: /certs',
        '    DOCKER_CERT_PATH: /certs/client',
        '    DOCKER_TLS_VERIFY: "1"',
        '    IMAGE: $CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA',
        '  script:',
        '    - for i in $(seq 60); do docker info >/dev/null 2>&1 && break; sleep 1; done',
        '    - docker info >/dev/null',
        '    - echo "$CI_REGISTRY_PASSWORD" | docker login "$CI_REGISTRY" --username "$CI_REGISTRY_USER" --password-stdin',
        '    - docker build --tag "$IMAGE" .',
        '    - docker push "$IMAGE"‹›',
      ],
    },
    {
      label: 'job: deploy with envsubst',
      detail: 'render a manifest and apply it',
      lines: [
        '‹deploy›:',
        `  stage: ‹${stage(/deploy/i, -1)}›`,
        '  image:',
        `    name: ${VERSIONS.kubectl}`,
        '    entrypoint: [""]',
        '  environment:',
        '    name: ‹production›',
        '  script:',
        "    - envsubst '$‹IMAGE›' < ‹k8s/app.yaml› > rendered.yaml",
        '    - kubectl apply -f rendered.yaml',
        '    - kubectl rollout status --timeout=120s -f rendered.yaml‹›',
        '  rules:',
        '    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
        '      when: manual',
      ],
    },
    {
      label: 'workflow: branches and merge requests',
      detail: 'no two pipelines for one push',
      lines: [
        'workflow:',
        '  rules:',
        '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
        '    - if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS',
        '      when: never',
        '    - if: $CI_COMMIT_BRANCH',
        '    - if: $CI_COMMIT_TAG‹›',
      ],
    },
  ];
}
