/** The form of the validators that the build compiles. */
import type { Data } from '../yaml/to-data.ts';

export interface ValidationError {
  /** JSON pointer into the data. */
  readonly instancePath: string;
  /** The part of the schema that the error comes from. */
  readonly parentSchema?: Readonly<Record<string, unknown>>;
  /** Instead of that: the names of the fields that are known beside an unknown one, with blanks between. */
  readonly names?: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Validator {
  (data: Data): boolean;
  errors?: readonly ValidationError[] | null;
}
