import { describe, expect, it } from 'vitest';
import {
  isSameImage,
  isSameRepository,
  readImageReference,
  registryHost,
} from '../../../server/src/delivery/image-reference.ts';
import {
  displayText,
  known,
  unknown,
  joined,
  type PartialText,
} from '../../../server/src/delivery/partial-text.ts';

/** Text with `$NAME` for what is not known. */
function text(written: string): PartialText {
  return joined(
    written.split(/(\$\w+)/).map((part) => (part.startsWith('$') ? unknown(part.slice(1)) : known(part))),
  );
}

function parts(written: string): string {
  const { registry, repository, tag, digest, mayHaveHiddenTag } = readImageReference(text(written));
  const show = (part: PartialText | undefined) => (part ? displayText(part) : '?');
  return [
    show(registry),
    show(repository),
    mayHaveHiddenTag ? '??' : tag ? displayText(tag) : '-',
    ...(digest ? [displayText(digest)] : []),
  ].join(' ');
}

describe('the parts of an image reference', () => {
  it('are told apart as Docker does', () => {
    expect(parts('app')).toBe('docker.io app -');
    expect(parts('user/app:1.2')).toBe('docker.io user/app 1.2');
    expect(parts('registry.example.com/a/b:1')).toBe('registry.example.com a/b 1');
    expect(parts('localhost:5000/app')).toBe('localhost:5000 app -');
    expect(parts('host:5000/app:1@sha256:ab')).toBe('host:5000 app 1 sha256:ab');
  });

  it('stay unknown where a variable hides them', () => {
    expect(parts('registry.example.com/app:$SHA-$ID')).toBe('registry.example.com app ${SHA}-${ID}');
    expect(parts('$IMAGE')).toBe('? ? ??');
    expect(parts('$IMAGE:1')).toBe('? ? 1');
    expect(parts('$REGISTRY/app:1')).toBe('? ? 1');
    expect(parts('$CI_REGISTRY/group/app:1')).toBe('${CI_REGISTRY} group/app 1');
    expect(parts('$CI_REGISTRY_IMAGE:1')).toBe('${CI_REGISTRY} ? 1');
    expect(parts('$CI_REGISTRY_IMAGE/web')).toBe('${CI_REGISTRY} ? -');
    expect(parts('$HOST.example.com/app')).toBe('${HOST}.example.com app -');
    expect(parts('registry.example.com/$NAME')).toBe('registry.example.com ${NAME} ??');
  });
});

describe('whether two references are the same image', () => {
  const same = (a: string, b: string) =>
    isSameImage(readImageReference(text(a)), readImageReference(text(b)));

  it('is certain where all is known or the same variables stand at the same places', () => {
    expect(same('app', 'app:latest')).toBe(true);
    expect(same('app', 'docker.io/library/app:latest')).toBe(true);
    expect(same('user/app:1', 'user/app:2')).toBe(false);
    expect(same('r.example.com/a:$SHA', 'r.example.com/a:$SHA')).toBe(true);
    expect(same('$IMAGE', '$IMAGE')).toBe(true);
    expect(same('r.example.com/a:$SHA', 'r.example.com/b:$SHA')).toBe(false);
  });

  it('is open where variables may hide the difference', () => {
    expect(same('r.example.com/a:$A', 'r.example.com/a:$B')).toBeUndefined();
    expect(same('$IMAGE:1', 'r.example.com/a:1')).toBeUndefined();
  });

  it('can be asked of the repository alone', () => {
    const repositories = (a: string, b: string) =>
      isSameRepository(readImageReference(text(a)), readImageReference(text(b)));
    expect(repositories('r.example.com/a:1', 'r.example.com/a:$B')).toBe(true);
    expect(repositories('user/a', 'docker.io/user/a')).toBe(true);
    expect(repositories('r.example.com/a', 'r.example.com/b')).toBe(false);
  });
});

describe('the host of a login', () => {
  it('has neither scheme nor path', () => {
    expect(displayText(registryHost(text('https://index.docker.io/v1/')))).toBe('index.docker.io');
    expect(displayText(registryHost(text('$CI_REGISTRY')))).toBe('${CI_REGISTRY}');
    expect(displayText(registryHost(text('https://$HOST:5000/x')))).toBe('${HOST}:5000');
  });
});
