import { findsFaults, isSilentOn, type Edit } from './calculator.ts';

const RENDER = 'envsubst < calculator.yaml > calculator-rendered.yaml';
const APPLY = 'kubectl --kubeconfig=$KUBECONFIG apply -f calculator-rendered.yaml';
const IMAGE = 'image: ${DOCKER_IMAGE}';

const image = (text: string): readonly Edit[] => [['manifest', IMAGE, `image: ${text}`]];
const rendering = (text: string): Edit => ['ci', RENDER, text];
const replicas = (text: string): Edit => ['manifest', 'replicas: 2', `replicas: ${text}`];
/** A variable of the pipeline. */
const variable = (name: string, value: string): Edit => [
  'ci',
  '  KUBECONFIG: "/tmp/kubeconfig"\n',
  `  KUBECONFIG: "/tmp/kubeconfig"\n  ${name}: ${value}\n`,
];
/** Lines of the deploy job before it renders. */
const before = (...lines: string[]): Edit => [
  'ci',
  `    - ${RENDER}\n`,
  `${lines.map((line) => `    - ${line}\n`).join('')}    - ${RENDER}\n`,
];
const environment = (value: string): Edit => [
  'manifest',
  '          ports:\n            - name: http\n              containerPort',
  `          env:\n            - name: SETTING\n              value: ${value}\n          ports:\n            - name: http\n              containerPort`,
];
/** A further document of the manifest. */
const configMap = (data: string): Edit => [
  'manifest',
  '---\napiVersion: v1\nkind: Service',
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: tools\ndata:\n${data}---\napiVersion: v1\nkind: Service`,
];

findsFaults('envsubst/unbraced', {
  bare: image('$DOCKER_IMAGE'),
  'in quotes': image('"$DOCKER_IMAGE"'),
  'behind other text': image('registry.tools.example/calculator/app:$CI_COMMIT_SHORT_SHA-$CI_PIPELINE_ID'),
  'in flow style': [
    [
      'manifest',
      '  labels:\n    app: calculator\nspec:\n  replicas',
      '  labels: { app: calculator, commit: "$CI_COMMIT_SHA" }\nspec:\n  replicas',
    ],
  ],
});

findsFaults('envsubst/swallowed-suffix', {
  'an underscore and a word': image('$DOCKER_IMAGE_slim'),
  'a version': image('"$DOCKER_IMAGE_v2"'),
  'in the middle of a name': [
    [
      'manifest',
      '  labels:\n    app: calculator\nspec:\n  replicas',
      '  labels:\n    app: calculator\n    build: "$CI_PIPELINE_ID_blue"\nspec:\n  replicas',
    ],
  ],
});

findsFaults('envsubst/unsupported-operator', {
  'a default': image('${DOCKER_IMAGE:-registry.tools.example/calculator/app:1}'),
  'a default without colon, in quotes': image('"${DOCKER_IMAGE-app}"'),
  'an error': image('${DOCKER_IMAGE:?}'),
  'a cut': image('${DOCKER_IMAGE%-*}'),
  'the length': [replicas('${#DOCKER_IMAGE}')],
});

const CLOSED = 'variables:\n  CLUSTER_KUBECONFIG:\n  REGISTRY_USER:\n  REGISTRY_PASSWORD:\n';

findsFaults('envsubst/undefined', {
  'letters that changed places': image('${DOCKER_IMGAE}'),
  'a letter more': image('${DOCKER_IMAGES}'),
  'nothing like it, in a closed world': [['.pipewright.yml', CLOSED], replicas('${COUNT}')],
  'nothing like it': [replicas('${COUNT}')],
});

findsFaults('envsubst/malformed', {
  'angle brackets': image('$<DOCKER_IMAGE>'),
  'blanks in the braces': image('${ DOCKER_IMAGE }'),
  'no end': image('"${DOCKER_IMAGE"'),
  'a blank before the brace': image('$ {DOCKER_IMAGE}'),
  'percent signs': image('"%DOCKER_IMAGE%"'),
  parentheses: image('$(DOCKER_IMAGE)'),
  'a dash': image('${DOCKER-IMAGE}'),
});

findsFaults('envsubst/not-exported', {
  'on a line': [replicas('${COUNT}'), before('COUNT=3')],
  'in a chain': [replicas('${COUNT}'), before('true && COUNT=3')],
  'in a block, from a command': [
    replicas('${COUNT}'),
    ['ci', `    - ${RENDER}\n`, `    - |\n      COUNT=$(nproc)\n      ${RENDER}\n`],
  ],
  'in before_script': [
    replicas('${COUNT}'),
    ['ci', '    - kubectl cluster-info\n', '    - kubectl cluster-info\n    - COUNT="3"\n'],
  ],
});

findsFaults('envsubst/not-in-list', {
  'another name': [rendering(RENDER.replace('envsubst', "envsubst '$KUBECONFIG'"))],
  'other names, in braces': [
    rendering(RENDER.replace('envsubst', "envsubst '${KUBECONFIG} ${CI_COMMIT_SHA}'")),
  ],
  'in a pipe': [rendering("cat calculator.yaml | envsubst '$CI_COMMIT_SHA' > calculator-rendered.yaml")],
  'in a quoted line': [rendering(`"envsubst '$KUBECONFIG' < calculator.yaml > calculator-rendered.yaml"`)],
});

findsFaults('envsubst/list-in-double-quotes', {
  'without braces': [rendering(RENDER.replace('envsubst', 'envsubst "$DOCKER_IMAGE"'))],
  'in braces': [rendering(RENDER.replace('envsubst', 'envsubst "${DOCKER_IMAGE} ${KUBECONFIG}"'))],
  'not quoted': [rendering(RENDER.replace('envsubst', 'envsubst $DOCKER_IMAGE'))],
  'in a quoted line': [rendering(`'envsubst "$DOCKER_IMAGE" < calculator.yaml > calculator-rendered.yaml'`)],
});

const APPLY_SAME: Edit = ['ci', 'apply -f calculator-rendered.yaml', 'apply -f calculator.yaml'];

findsFaults('envsubst/in-place', {
  'from and to': [rendering('envsubst < calculator.yaml > calculator.yaml'), APPLY_SAME],
  'to and from': [rendering('envsubst > calculator.yaml < calculator.yaml'), APPLY_SAME],
  'through cat': [rendering('cat calculator.yaml | envsubst > calculator.yaml'), APPLY_SAME],
  'through tee': [rendering('envsubst < calculator.yaml | tee calculator.yaml'), APPLY_SAME],
});

findsFaults('envsubst/destroys-text', {
  nginx: [
    configMap(
      '  site.conf: |\n    location / {\n      proxy_set_header Host $host;\n      try_files $uri =404;\n    }\n',
    ),
  ],
  'a script in a ConfigMap': [
    configMap('  run.sh: |\n    #!/bin/sh\n    for file in /data/*; do\n      echo "$file"\n    done\n'),
  ],
  'a command': [
    [
      'manifest',
      '          imagePullPolicy',
      '          command: ["sh", "-c", "for i in 1 2; do echo $i; done; exec ./run"]\n          imagePullPolicy',
    ],
  ],
});

findsFaults('envsubst/unquoted-string', {
  'a number in env': [variable('LIMIT', '"100"'), environment('${LIMIT}')],
  'a boolean in env': [variable('IS_ON', '"true"'), environment('${IS_ON}')],
  'the id of the pipeline in a label': [
    [
      'manifest',
      '  labels:\n    app: calculator\nspec:\n  replicas',
      '  labels:\n    app: calculator\n    pipeline: ${CI_PIPELINE_ID}\nspec:\n  replicas',
    ],
  ],
  'a commit that may be all digits': [
    [
      'manifest',
      '  labels:\n    app: calculator\nspec:\n  replicas',
      '  labels:\n    app: calculator\n    commit: ${CI_COMMIT_SHORT_SHA}\nspec:\n  replicas',
    ],
  ],
});

findsFaults('envsubst/wrong-type', {
  'a word for a number': [variable('COUNT', 'two'), replicas('${COUNT}')],
  'quotes around a number': [variable('COUNT', '"2"'), replicas('"${COUNT}"')],
  'an image for a number': [replicas('${DOCKER_IMAGE}')],
});

const RAW: Edit = ['ci', `    - ${RENDER}\n`, ''];

findsFaults('envsubst/never-rendered', {
  'applied as it is': [RAW, APPLY_SAME],
  'through a pipe': [RAW, ['ci', APPLY, 'cat calculator.yaml | kubectl apply -f -']],
  'with kubectl replace': [RAW, ['ci', APPLY, 'kubectl replace --filename=calculator.yaml']],
});

findsFaults('envsubst/unused-output', {
  'the template is applied': [APPLY_SAME],
  'another name': [['ci', 'apply -f calculator-rendered.yaml', 'apply -f calculator-rendred.yaml']],
  'through tee': [rendering('envsubst < calculator.yaml | tee calculator-rendered.yaml'), APPLY_SAME],
});

isSilentOn({
  'a list of the placeholders': [rendering(RENDER.replace('envsubst', "envsubst '$DOCKER_IMAGE'"))],
  'a list beside text of nginx': [
    rendering(RENDER.replace('envsubst', "envsubst '${DOCKER_IMAGE}'")),
    configMap('  site.conf: |\n    proxy_set_header Host $host;\n'),
  ],
  'a variable exported later': [replicas('${COUNT}'), before('COUNT=3', 'export COUNT')],
  'a variable exported with its value': [replicas('${COUNT}'), before('export COUNT=3')],
  'all assignments exported': [replicas('${COUNT}'), before('set -a', 'COUNT=3')],
  'a variable in front of the command': [replicas('${COUNT}'), rendering(`COUNT=3 ${RENDER}`)],
  'a variable of an env file': [
    replicas('${COUNT}'),
    before('set -a', '. ./deploy.env'),
    ['deploy.env', 'COUNT=3\n'],
  ],
  'Kubernetes’ own form in env': [environment('$(SETTING_BEFORE)')],
  'a number in quotes': [variable('LIMIT', '"100"'), environment('"${LIMIT}"')],
  'a number where one belongs': [variable('COUNT', '"2"'), replicas('${COUNT}')],
  'a dash and a dot behind the braces': image(
    'registry.tools.example/calculator/app:${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}',
  ),
  'one document after the other, through cat': [
    rendering('cat calculator.yaml | envsubst > calculator-rendered.yaml'),
  ],
  'into a folder that is applied': [
    rendering('mkdir -p out && envsubst < calculator.yaml > out/calculator.yaml'),
    ['ci', APPLY, 'kubectl apply -f out/'],
    ['ci', 'rm -f $KUBECONFIG calculator-rendered.yaml', 'rm -rf $KUBECONFIG out'],
  ],
  'for each file of a folder': [
    [
      'ci',
      `    - ${RENDER}\n    - ${APPLY}\n`,
      '    - for f in *.yaml; do envsubst < "$f" | kubectl apply -f -; done\n',
    ],
  ],
  'the Go program with defaults': [
    ['.pipewright.yml', 'envsubst:\n  flavour: a8m\n'],
    ...image('${DOCKER_IMAGE:-registry.tools.example/calculator/app:1}'),
  ],
});
