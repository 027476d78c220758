import { expect, test } from 'vitest';
import { readPsych } from '../../../server/src/yaml/psych.ts';

// Each row was printed by Ruby 3.1: YAML.safe_load(text).to_s
test.each([
  ['010', '8'],
  ['0x1F', '31'],
  ['0b11', '3'],
  ['1:30', '5400'],
  ['190:20:30.15', '685230.15'],
  ['1_000', '1000'],
  ['1,000', '1000'],
  ['12345678901234567890', '12345678901234567890'],
  ['+1', '1'],
  ['-010', '-8'],
  ['00', '0'],
  ['1.10', '1.1'],
  ['1.', '1.0'],
  ['.5', '0.5'],
  ['1.5e+3', '1500.0'],
  ['0.00001', '1.0e-05'],
  ['100000000000000000000.0', '1.0e+20'],
  ['yes', 'true'],
  ['Off', 'false'],
  ['~', ''],
  // text to Psych, whatever YAML 1.1 says
  ['1e3', '1e3'],
  ['1.0e3', '1.0e3'],
  ['0o17', '0o17'],
  ['08', '08'],
  ['y', 'y'],
  ['1.10.1', '1.10.1'],
  ['1__0', '1__0'],
  ['-', '-'],
])('%s becomes %j', (text, expected) => {
  expect(readPsych(text).text).toBe(expected);
});
