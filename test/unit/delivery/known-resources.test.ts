import { describe, expect, it } from 'vitest';
import {
  isSameNamespace,
  knownResources,
  resourcesNamed,
} from '../../../server/src/delivery/known-resources.ts';
import { displayText, known, unknown } from '../../../server/src/delivery/partial-text.ts';
import { readManifest } from '../../../server/src/kubernetes/manifest.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';
import { project } from './project.ts';

const secret = (name: string, namespace = '') =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}${namespace && `, namespace: ${namespace}`}}\n`;

function resources(pipeline: string, manifests: Record<string, string>) {
  const read = project({ '.gitlab-ci.yml': pipeline, ...manifests });
  const parsed = Object.entries(manifests).map(([path, text]) =>
    readManifest(path, YamlFile.parse(new SourceText(path, text)))!,
  );
  return knownResources(read.delivery, parsed);
}

describe('the resources that a project creates', () => {
  it('come from manifests as they are rendered, and from commands', () => {
    const found = resources(
      'a:\n  variables: {NS: prod}\n  script:\n    - kubectl create secret docker-registry pull -n $NS --docker-server=x\n    - envsubst < s.yaml | kubectl -n stage apply -f -\n',
      { 's.yaml': secret('db-${NS}'), 't.yaml': secret('idle-${NS}', 'own') },
    );
    expect(
      found.map(
        (it) =>
          `${it.source.kind} ${displayText(it.name)} in ${it.namespace ? displayText(it.namespace) : '?'}`,
      ),
    ).toEqual(['manifest db-prod in stage', 'manifest idle-${NS} in own', 'command pull in prod']);
  });

  it('are found by kind and name, certainly or perhaps', () => {
    const found = resources('a: {script: [kubectl create secret generic $NAME]}\n', {
      's.yaml': secret('db'),
    });
    expect(
      resourcesNamed(found, 'Secret', known('db')).map((it) => [displayText(it.name), it.isCertain]),
    ).toEqual([
      ['db', true],
      ['${NAME}', false],
    ]);
    expect(resourcesNamed(found, 'ConfigMap', known('db'))).toEqual([]);
  });

  it('are in the same namespace only where that is certain', () => {
    expect(isSameNamespace(known('a'), known('a'), false)).toBe(true);
    expect(isSameNamespace(known('a'), known('b'), true)).toBe(false);
    expect(isSameNamespace(known('a'), undefined, true)).toBeUndefined();
    expect(isSameNamespace(undefined, undefined, true)).toBe(true);
    expect(isSameNamespace(undefined, undefined, false)).toBeUndefined();
    expect(isSameNamespace(unknown('NS'), unknown('NS'), false)).toBe(true);
  });
});
