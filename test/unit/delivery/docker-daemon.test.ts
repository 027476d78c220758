import { describe, expect, it } from 'vitest';
import { dockerHosts, partOf, serviceOf } from '../../../server/src/delivery/docker-host.ts';
import { imageName, readImageReference } from '../../../server/src/delivery/image-reference.ts';
import { known, unknown } from '../../../server/src/delivery/partial-text.ts';
import { textOf } from '../../../server/src/text/span.ts';
import { project, script } from './project.ts';

describe('where a daemon beside the job listens', () => {
  const listens = (service: string, more = '') => {
    const read = script('docker info', {}, `  services: [${service}]\n${more}`).job('deploy');
    const { listening } = read.services[0]!;
    return (
      listening &&
      `${listening.port}${listening.usesTls ? ' TLS' : ''}${listening.isWritten ? '' : ' by default'}`
    );
  };

  it('is said by DOCKER_TLS_CERTDIR', () => {
    expect(listens('docker:dind', '  variables: {DOCKER_TLS_CERTDIR: ""}\n')).toBe('2375');
    expect(listens('docker:dind', '  variables: {DOCKER_TLS_CERTDIR: /certs}\n')).toBe('2376 TLS');
    expect(listens('{name: docker:dind, variables: {DOCKER_TLS_CERTDIR: ""}}')).toBe('2375');
  });

  it('is the default of the image otherwise, which changed with 19.03', () => {
    expect(listens('docker:dind')).toBe('2376 TLS by default');
    expect(listens('mirror.example.com:5000/docker:19.03.1-dind')).toBe('2376 TLS by default');
    expect(listens('docker:18.09-dind')).toBe('2375 by default');
  });

  it('is not known where the command, an entrypoint or a variable says otherwise', () => {
    expect(listens('{name: docker:dind, command: ["--tls=false"]}')).toBe('2376 TLS by default');
    expect(listens('{name: docker:dind, command: ["--host=tcp://0.0.0.0:1234"]}')).toBeUndefined();
    expect(listens('{name: docker:dind, command: [dockerd, "--tls=false"]}')).toBeUndefined();
    expect(listens('{name: docker:dind, entrypoint: [dockerd]}')).toBeUndefined();
    expect(listens('docker:$VERSION-dind')).toBeUndefined();
    expect(listens('example.com/our-dind:1')).toBeUndefined();
    expect(listens('postgres:16')).toBeUndefined();
  });
});

describe('the daemons that a job speaks to', () => {
  it('are each named once, with where the address is written', () => {
    const { delivery, job } = project({
      '.gitlab-ci.yml':
        'variables:\n  DOCKER_HOST: {value: "tcp://docker:2375"}\nbuild:\n  services: ["docker:dind"]\n  script:\n' +
        '    - docker info; docker build .\n    - export DOCKER_HOST=tcp://localhost:2375\n    - docker ps\n    - docker -H ssh://far ps\n',
    });
    const build = job('build');
    const hosts = dockerHosts(build, delivery.variables(build.job));
    expect(hosts.map(({ written }) => written && textOf(written))).toEqual([
      '"tcp://docker:2375"',
      'DOCKER_HOST=tcp://localhost:2375',
      'docker -H ssh://far ps',
    ]);
    expect(textOf(partOf(hosts[0]!.written, ':2375')!)).toBe(':2375');
    expect(hosts.map(({ address }) => serviceOf(build, address)?.names)).toEqual([
      ['docker'],
      ['docker'],
      undefined,
    ]);
  });
});

describe('programs of which nothing is known', () => {
  it.each([
    ['make login', true],
    ['$TOOL login', true],
    ['./missing.sh', true],
    ['eval "$SETUP"', true],
    ['sh -c "$SETUP"', true],
    ['echo hello | tee log', false],
    ['./known.sh', false],
  ])('may have done anything before: %s', (line, isUnknown) => {
    const read = script(`${line}\ndocker push x`, { 'known.sh': 'echo hello\n' }).job('deploy');
    expect(read.hasUnknownBefore(read.of('push')[0]!.order)).toBe(isUnknown);
  });
});

describe('the last part of an image’s path', () => {
  it('is told without the tag, also behind variables', () => {
    expect(imageName(readImageReference(known('a.example.com:5000/library/docker:27')))).toBe('docker');
    expect(imageName(readImageReference(known('docker@sha256:abc')))).toBe('docker');
    expect(imageName(readImageReference([...unknown('MIRROR'), ...known('/docker:dind')]))).toBe('docker');
    expect(imageName(readImageReference([...unknown('MIRROR'), ...known('docker')]))).toBeUndefined();
    expect(imageName(readImageReference(unknown('IMAGE')))).toBeUndefined();
  });
});
