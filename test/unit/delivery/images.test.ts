import { describe, expect, it } from 'vitest';
import { daemonAddress } from '../../../server/src/delivery/daemon-address.ts';
import type { Fact } from '../../../server/src/delivery/facts.ts';
import { displayText } from '../../../server/src/delivery/partial-text.ts';
import { textOf } from '../../../server/src/text/span.ts';
import { named, script } from './project.ts';

const FILES = { Dockerfile: '', 'web/Dockerfile': '', 'web/prod.Dockerfile': '' };

/** Logins, builds, tags and pushes in few words. */
function deeds(lines: string, more = ''): string[] {
  return script(lines, FILES, more)
    .job('deploy')
    .facts.flatMap((fact) => describeFact(fact) ?? []);
}

function describeFact(fact: Fact): string | undefined {
  switch (fact.kind) {
    case 'login':
      return `login ${fact.registry ? displayText(fact.registry) : '?'}${fact.username ? ` as ${displayText(fact.username)}` : ''}${fact.isPasswordFromInput ? ' by input' : ''}${fact.passwordAt ? ` «${textOf(fact.passwordAt)}»` : ''}`;
    case 'build':
      return [
        fact.pushes ? 'build+push' : 'build',
        fact.tool,
        fact.context ? named(fact.context) || '.' : '-',
        fact.dockerfile ? named(fact.dockerfile) : '-',
        ...fact.tags.map((tag) => displayText(tag.image.text)),
      ].join(' ');
    case 'tag':
      return `tag ${displayText(fact.source.image.text)} ${displayText(fact.target.image.text)}${fact.pushes ? ' pushed' : ''}`;
    case 'push':
      return `push ${displayText(fact.image.image.text)}${fact.isAllTags ? ' all' : ''}`;
    case 'daemon-wait':
      return 'wait';
    default:
      return undefined;
  }
}

describe('logins', () => {
  it('say host, user and how the password comes', () => {
    expect(deeds('docker login -u me -p secret registry.example.com')).toEqual([
      'login registry.example.com as me «-p secret»',
    ]);
    expect(deeds('docker login --username=$U --password=$P $CI_REGISTRY')).toEqual([
      'login ${CI_REGISTRY} as ${U} «--password=$P»',
    ]);
    expect(deeds('echo "$P" | docker login -u me --password-stdin')).toEqual([
      'login docker.io as me by input',
    ]);
    expect(deeds('echo $P | docker login https://index.docker.io/v1/ -u me --password-stdin')).toEqual([
      'login index.docker.io as me by input',
    ]);
    expect(deeds('buildah login -u me --password-stdin quay.io')).toEqual(['login quay.io as me by input']);
    expect(deeds('crane auth login -u me -p x ghcr.io')).toEqual(['login ghcr.io as me «-p x»']);
  });

  it('are helpers of clouds, whose host is not known', () => {
    expect(deeds('gcloud auth configure-docker')).toEqual(['login ?']);
    expect(deeds('$(aws ecr get-login --no-include-email)')).toEqual(['login ?']);
    expect(deeds('az acr login --name x')).toEqual(['login ?']);
    expect(deeds('aws ecr get-login-password | docker login --username AWS --password-stdin $ECR')).toEqual([
      'login ${ECR} as AWS by input',
    ]);
  });

  it('are files that the script writes', () => {
    expect(
      deeds(`echo "{\\"auths\\":{\\"$CI_REGISTRY\\":{\\"auth\\":\\"x\\"}}}" > /kaniko/.docker/config.json`),
    ).toEqual(['login ${CI_REGISTRY}']);
    expect(deeds('cp "$DOCKER_CONFIG_FILE" ~/.docker/config.json')).toEqual(['login ?']);
  });
});

describe('builds, tags and pushes', () => {
  it('are those of docker', () => {
    expect(deeds('docker build -t a:1 -t b:$CI_COMMIT_SHA .\ndocker push a:1')).toEqual([
      'build docker . Dockerfile a:1 b:${CI_COMMIT_SHA}',
      'push a:1',
    ]);
    expect(deeds('docker build --build-arg X=1 --pull -f web/prod.Dockerfile --tag=a web/')).toEqual([
      'build docker web web/prod.Dockerfile a',
    ]);
    expect(deeds('cd web; docker image build --no-cache -t a .; docker image push --all-tags a')).toEqual([
      'build docker web web/Dockerfile a',
      'push a all',
    ]);
    expect(deeds('docker tag a b:2; docker push b:2')).toEqual(['tag a b:2', 'push b:2']);
    expect(deeds('docker build - < Dockerfile')).toEqual(['build docker - -']);
    expect(deeds('docker build -t a https://example.com/a.git')).toEqual(['build docker - - a']);
    expect(deeds('docker build -t a api')).toEqual(['build docker api (missing) api/Dockerfile (missing) a']);
  });

  it('are those of other tools', () => {
    expect(deeds('docker buildx build --platform linux/amd64 --push -t a:1 .')).toEqual([
      'build+push buildx . Dockerfile a:1',
    ]);
    expect(deeds('docker buildx build --output type=image,name=a,push=true .')).toEqual([
      'build+push buildx . Dockerfile',
    ]);
    expect(
      deeds(
        '/kaniko/executor --context $CI_PROJECT_DIR/web --dockerfile $CI_PROJECT_DIR/web/Dockerfile --destination a:1',
      ),
    ).toEqual(['build+push kaniko web web/Dockerfile a:1']);
    expect(deeds('buildah bud -t a .\nbuildah push a docker://quay.io/x/a:1')).toEqual([
      'build buildah . Dockerfile a',
      'push quay.io/x/a:1',
      'tag a quay.io/x/a:1 pushed',
    ]);
    expect(deeds('podman build -t a . && podman push a')).toEqual(['build podman . Dockerfile a', 'push a']);
    expect(deeds('crane tag a:1 latest; skopeo copy docker://a docker://b')).toEqual([
      'tag a:1 a:latest pushed',
      'tag a b pushed',
    ]);
    expect(deeds('docker compose build; docker-compose push')).toEqual(['build compose - -', 'push … all']);
  });

  it('know variables of the pipeline and of the script', () => {
    expect(deeds('docker push $IMAGE', '  variables: {IMAGE: "r.example.com/a:$CI_COMMIT_SHA"}\n')).toEqual([
      'push r.example.com/a:${CI_COMMIT_SHA}',
    ]);
    expect(deeds('TAG=$(git rev-parse --short HEAD)\ndocker push a:$TAG')).toEqual(['push a:…']);
    expect(deeds('docker push a:${CI_COMMIT_SHA:0:8}')).toEqual(['push a:${CI_COMMIT_SHA:0:8}']);
  });
});

describe('the Docker daemon', () => {
  it('is waited for by loops', () => {
    expect(deeds('until docker info; do sleep 1; done')).toEqual(['wait']);
    expect(deeds('for i in $(seq 1 30); do docker info && break; sleep 1; done')).toEqual(['wait']);
    expect(deeds("timeout 60 sh -c 'until docker info >/dev/null 2>&1; do sleep 1; done'")).toEqual(['wait']);
    expect(deeds('while ! nc -z docker 2376; do sleep 1; done')).toEqual(['wait']);
    expect(deeds('docker info')).toEqual([]);
    expect(deeds('for i in a b; do docker build -t $i .; done')).not.toContain('wait');
  });

  it('is spoken to as the variables say', () => {
    const address = (lines: string, more = '') => {
      const use = script(lines, FILES, more).job('deploy').of('daemon-use')[0]!;
      const { scheme, host, port, usesTls } = daemonAddress(use.environment, use.host);
      return `${scheme} ${host} ${port} ${usesTls}`;
    };
    expect(address('docker info', '  variables: {DOCKER_HOST: "tcp://docker:2375"}\n')).toBe(
      'tcp docker 2375 false',
    );
    expect(address('export DOCKER_HOST=tcp://dind:2376 DOCKER_TLS_VERIFY=1; docker info')).toBe(
      'tcp dind 2376 true',
    );
    expect(address('docker -H tcp://other:1 info')).toBe('tcp other 1 false');
    expect(address('docker info')).toBe('undefined undefined undefined false');
    expect(address('docker info', '  variables: {DOCKER_HOST: "$MY_HOST"}\n')).toBe(
      'undefined undefined undefined false',
    );
  });
});

describe('the services of a job', () => {
  const names = (service: string, more = '') =>
    script('true', {}, `${more}  services:\n    - ${service}\n`)
      .job('deploy')
      .services.map((it) => [it.names.join(' '), it.isDockerDaemon, it.hasUnknownName])[0];

  it('are reached by names made of the image, and by aliases', () => {
    expect(names('docker:dind')).toEqual(['docker', true, false]);
    expect(names('registry.example.com/library/docker:27-dind')).toEqual([
      'registry.example.com__library__docker registry.example.com-library-docker',
      true,
      false,
    ]);
    expect(names('{name: "tutum/wordpress:latest", alias: "wp, blog"}')).toEqual([
      'wp blog tutum__wordpress tutum-wordpress',
      false,
      false,
    ]);
    expect(names('{name: "$DIND_IMAGE", alias: docker}')).toEqual(['docker', false, true]);
  });

  it('say how they do TLS', () => {
    const read = script(
      'true',
      {},
      '  variables: {DOCKER_TLS_CERTDIR: ""}\n  services:\n    - {name: "docker:dind", command: ["--tls=false"]}\n',
    );
    const [service] = read.job('deploy').services;
    expect(service!.commandTls?.isOn).toBe(false);
    expect(service!.certificateFolder).toEqual([]);
  });
});
