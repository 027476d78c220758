/** The form of the validators that the build compiles. */
import type { Data } from '../yaml/to-data.ts';

export interface ValidationError {
  /** JSON pointer into the data. */
  readonly instancePath: string;
  /** JSON pointer into the schema. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Validator {
  (data: Data): boolean;
  errors?: readonly ValidationError[] | null;
}
