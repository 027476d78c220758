/// <reference types="mocha" />
/** Every spelling fault that is put into the calculator is found as it is typed, and its fix restores the text. */
import { expect } from 'chai';
import { applyFix, closeUnsaved, findingsIn, open, replace, untilFindings } from './editor.ts';

interface Fault {
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  readonly code: string;
  readonly fix: RegExp;
}

const PIPELINE = '.gitlab-ci.yml';
const MANIFEST = 'calculator.yaml';

const FAULTS: readonly Fault[] = [
  {
    file: PIPELINE,
    right: '  before_script:\n    - |',
    wrong: '  befor_script:\n    - |',
    code: 'pipeline/schema',
    fix: /before_script/,
  },
  {
    file: PIPELINE,
    right: 'DOCKER_TLS_CERTDIR: ""\n  rules:',
    wrong: 'DOCKER_TLS_CERTDIR: ""\n  ruels:',
    code: 'pipeline/schema',
    fix: /rules/,
  },
  { file: PIPELINE, right: '  services:', wrong: '  sevices:', code: 'pipeline/schema', fix: /services/ },
  {
    file: PIPELINE,
    right: '      when: manual',
    wrong: '      when: manuel',
    code: 'pipeline/schema',
    fix: /manual/,
  },
  {
    file: PIPELINE,
    right: 'build-image:\n  stage: build',
    wrong: 'build-image:\n  stage: biuld',
    code: 'pipeline/unknown-stage',
    fix: /\bbuild\b/,
  },
  { file: PIPELINE, right: 'stages:\n', wrong: 'stagse:\n', code: 'pipeline/reserved-name', fix: /stages/ },
  {
    file: PIPELINE,
    right: '\nvariables:\n  #',
    wrong: '\nvariabels:\n  #',
    code: 'pipeline/reserved-name',
    fix: /variables/,
  },
  {
    file: MANIFEST,
    right: '  replicas: 2',
    wrong: '  replcias: 2',
    code: 'kubernetes/schema',
    fix: /replicas/,
  },
  {
    file: MANIFEST,
    right: 'imagePullPolicy',
    wrong: 'imagePullPolciy',
    code: 'kubernetes/schema',
    fix: /imagePullPolicy/,
  },
  {
    file: MANIFEST,
    right: 'Policy: Always',
    wrong: 'Policy: Allways',
    code: 'kubernetes/schema',
    fix: /Always/,
  },
  {
    file: MANIFEST,
    right: 'containerPort',
    wrong: 'contanerPort',
    code: 'kubernetes/schema',
    fix: /containerPort/,
  },
];

/** The line in which the two differ. */
function changedLine(right: string, wrong: string): string {
  const lines = right.split('\n');
  return wrong
    .split('\n')
    .find((line, index) => line !== lines[index])!
    .trim();
}

suite('a spelling fault', () => {
  teardown(closeUnsaved);

  for (const { file, right, wrong, code, fix } of FAULTS) {
    test(`${changedLine(right, wrong)} is ${code}`, async () => {
      const document = await open(file);
      const before = document.getText();
      await replace(document, right, wrong);
      await untilFindings(file, (findings) => findings.some((finding) => finding.includes(` ${code} `)));
      await applyFix(document, code, fix);
      expect(document.getText()).to.equal(before);
      await untilFindings(file, () => !findingsIn(file).some((finding) => finding.includes(` ${code} `)));
    });
  }
});
