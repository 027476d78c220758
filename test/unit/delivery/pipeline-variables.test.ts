import { describe, expect, it } from 'vitest';
import { displayText } from '../../../server/src/delivery/partial-text.ts';
import { project } from './project.ts';

/** What `NAME` is in the job `a`. */
function value(pipeline: string, name = 'NAME'): string {
  const read = project({ '.gitlab-ci.yml': pipeline });
  const variable = read.delivery.variables(read.pipeline.jobs.get('a')!)!.variable(name);
  return variable ? displayText(variable.value) || 'empty' : 'undefined';
}

describe('a CI/CD variable', () => {
  it('is the job’s before the pipeline’s', () => {
    expect(value('variables: {NAME: x}\na: {script: x}\n')).toBe('x');
    expect(value('variables: {NAME: x}\na: {variables: {NAME: y}, script: x}\n')).toBe('y');
    expect(value('.b: {variables: {NAME: z}}\na: {extends: .b, script: x}\n')).toBe('z');
    expect(value('variables: {NAME: {value: x, description: d}}\na: {script: x}\n')).toBe('x');
    expect(value('a: {script: x}\n')).toBe('undefined');
  });

  it('is inherited unless the job says otherwise', () => {
    expect(value('variables: {NAME: x}\na: {inherit: {variables: false}, script: x}\n')).toBe('undefined');
    expect(value('variables: {NAME: x}\na: {inherit: {variables: [OTHER]}, script: x}\n')).toBe('undefined');
    expect(value('variables: {NAME: x}\na: {inherit: {variables: [NAME]}, script: x}\n')).toBe('x');
  });

  it('is expanded as GitLab does', () => {
    expect(value('variables: {NAME: "$A-${B}-$$C", A: 1, B: $CI_JOB_ID}\na: {script: x}\n')).toBe(
      '1-${CI_JOB_ID}-$C',
    );
    expect(value('variables: {NAME: {value: "$A", expand: false}, A: 1}\na: {script: x}\n')).toBe('$A');
    expect(value('variables: {NAME: "$(date)"}\na: {script: x}\n')).toBe('$(date)');
    expect(value('variables: {NAME: $OTHER, OTHER: $NAME}\na: {script: x}\n')).toBe('${NAME}');
  });

  it('is unknown where the event or GitLab decides', () => {
    expect(value('variables: {NAME: x}\na: {script: x, rules: [{if: $A, variables: {NAME: y}}]}\n')).toBe(
      '${NAME}',
    );
    expect(value('a: {script: x, parallel: {matrix: [{NAME: [x, y]}]}}\n')).toBe('${NAME}');
    expect(value('a: {script: x, id_tokens: {NAME: {aud: x}}}\n')).toBe('${NAME}');
    expect(value('a: {script: x}\n', 'CI_COMMIT_SHA')).toBe('${CI_COMMIT_SHA}');
    expect(value('a: {script: x}\n', 'HOME')).toBe('${HOME}');
  });
});
