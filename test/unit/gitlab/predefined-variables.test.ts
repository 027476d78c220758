import { describe, expect, test } from 'vitest';
import {
  availabilityText,
  isPredefined,
  predefinedVariable,
  predefinedVariables,
} from '../../../server/src/gitlab/predefined-variables.ts';

describe('predefined variables', () => {
  test('each line of the table is whole', () => {
    for (const { name, availability, description } of predefinedVariables().values()) {
      expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
      expect(['before', 'create', 'job']).toContain(availability);
      expect(description, name).toMatch(/^[A-Za-z].{8,}[^.]$/);
    }
    expect(predefinedVariables().size).toBeGreaterThan(150);
  });

  test('tell when they can be read', () => {
    expect(predefinedVariable('CI_PIPELINE_ID')?.availability).toBe('job');
    expect(predefinedVariable('CI_COMMIT_BRANCH')?.availability).toBe('before');
    expect(predefinedVariable('CI_PIPELINE_IID')?.availability).toBe('create');
    expect(availabilityText(predefinedVariable('CI_COMMIT_TAG')!)).toMatch(/only in pipelines for a tag$/);
    expect(availabilityText(predefinedVariable('CI_EXTERNAL_PULL_REQUEST_IID')!)).toMatch(/for an external/);
  });

  test('names of objects are no variables', () => {
    expect(predefinedVariable('constructor')).toBeUndefined();
    expect(predefinedVariable('__proto__')).toBeUndefined();
    expect(isPredefined('CI_SOMETHING_NEW')).toBe(true);
    expect(isPredefined('CIRCLE')).toBe(false);
  });
});
