import { describe, expect, test } from 'vitest';
import { insertContainerField, insertPodField } from '../../../server/src/kubernetes/insert-field.ts';
import { applyEdits, type SpanEdit } from '../../../server/src/text/edit.ts';
import type { PodTemplate } from '../../../server/src/kubernetes/pod-template.ts';
import { mustRead } from './read.ts';

/** The text after the edit that `make` gives for its first pod template; undefined where it gives none. */
function edited(text: string, make: (template: PodTemplate) => SpanEdit | undefined): string | undefined {
  const read = mustRead(text);
  const edit = make(read.resources[0]!.podTemplates[0]!);
  const range = edit && read.file.locate(edit.at);
  return range && applyEdits(text, [{ range, newText: edit.newText }]);
}

const PROBE = { httpGet: { path: '/', port: '8080' }, periodSeconds: '5' };

describe('block style', () => {
  test('stands behind the field that usually comes before it, comments kept', () => {
    const text = `
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: app # the app
      image: app:1
      ports: # open ones
        - containerPort: 8080 # http
      # its disk
      volumeMounts:
        - name: data
          mountPath: /data
  # end
`;
    expect(edited(text, ({ containers: [app] }) => insertContainerField(app!, ['readinessProbe'], PROBE)))
      .toBe(`
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: app # the app
      image: app:1
      ports: # open ones
        - containerPort: 8080 # http
      # its disk
      volumeMounts:
        - name: data
          mountPath: /data
      readinessProbe:
        httpGet:
          path: /
          port: 8080
        periodSeconds: 5
  # end
`);
  });

  test('takes over indentation of four, dashes without any, and CRLF', () => {
    const text =
      'apiVersion: v1\r\nkind: Pod\r\nspec:\r\n    containers:\r\n    - name: app\r\n      image: app:1\r\n    restartPolicy: Always';
    expect(
      edited(text, (template) => insertPodField(template, ['volumes'], [{ name: 'x', emptyDir: {} }])),
    ).toBe(
      'apiVersion: v1\r\nkind: Pod\r\nspec:\r\n    containers:\r\n    - name: app\r\n      image: app:1\r\n    volumes:\r\n    - name: x\r\n      emptyDir: {}\r\n    restartPolicy: Always',
    );
    expect(edited(text, (template) => insertPodField(template, ['imagePullSecrets'], [{ name: 'x' }]))).toBe(
      `${text}\r\n    imagePullSecrets:\r\n    - name: x`,
    );
  });

  test('adds to lists and mappings that are there, and fills empty ones', () => {
    const text = `
apiVersion: v1
kind: Pod
spec:
  volumes:
    - name: a
      emptyDir: {}
  imagePullSecrets: []
  securityContext:
  containers:
    - name: app
      resources:
        limits:
          cpu: 100m
      securityContext: {}
`;
    const volume = edited(text, (template) =>
      insertPodField(template, ['volumes'], [{ name: 'b', configMap: { name: 'b' } }]),
    );
    expect(volume).toContain(`
    - name: a
      emptyDir: {}
    - name: b
      configMap:
        name: b
  imagePullSecrets: []
`);
    expect(
      edited(text, ({ containers: [app] }) =>
        insertContainerField(app!, ['resources', 'requests'], { cpu: '50m' }),
      ),
    ).toContain(`
        limits:
          cpu: 100m
        requests:
          cpu: 50m
      securityContext: {}
`);
    expect(edited(text, (template) => insertPodField(template, ['imagePullSecrets'], [{ name: 'x' }])))
      .toContain(`
  imagePullSecrets:
    - name: x
  securityContext:
`);
    expect(edited(text, (template) => insertPodField(template, ['securityContext', 'runAsNonRoot'], 'true')))
      .toContain(`
  securityContext:
    runAsNonRoot: true
  containers:
`);
    expect(
      edited(text, ({ containers: [app] }) =>
        insertContainerField(app!, ['securityContext', 'capabilities', 'drop'], ['ALL']),
      ),
    ).toContain(`
      securityContext:
        capabilities:
          drop:
            - ALL
`);
  });

  test('leaves a value that is there', () => {
    const text = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: app\n      image: a:1\n';
    expect(
      edited(text, ({ containers: [app] }) => insertContainerField(app!, ['image'], 'b:1')),
    ).toBeUndefined();
    expect(
      edited(text, ({ containers: [app] }) => insertContainerField(app!, ['image', 'tag'], 'b')),
    ).toBeUndefined();
  });
});

describe('flow style', () => {
  test('on one line', () => {
    const text = 'apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: app, image: "a:1" }] }\n';
    expect(
      edited(text, ({ containers: [app] }) => insertContainerField(app!, ['readinessProbe'], PROBE)),
    ).toBe(
      'apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: app, image: "a:1", readinessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 5 } }] }\n',
    );
    expect(edited(text, (template) => insertPodField(template, ['imagePullSecrets'], [{ name: 'x' }]))).toBe(
      'apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: app, image: "a:1" }], imagePullSecrets: [{ name: x }] }\n',
    );
  });

  test('JSON over several lines', () => {
    const text = `{
  "apiVersion": "v1",
  "kind": "Pod",
  "spec": {
    "containers": [
      {
        "name": "app",
        "image": "a:1"
      }
    ]
  }
}
`;
    expect(edited(text, ({ containers: [app] }) => insertContainerField(app!, ['livenessProbe'], PROBE)))
      .toBe(`{
  "apiVersion": "v1",
  "kind": "Pod",
  "spec": {
    "containers": [
      {
        "name": "app",
        "image": "a:1",
        "livenessProbe": {
          "httpGet": {
            "path": "/",
            "port": 8080
          },
          "periodSeconds": 5
        }
      }
    ]
  }
}
`);
  });
});
