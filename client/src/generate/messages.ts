/** The server's answers for "Generate K8s pipeline". */

export type Answers = Readonly<Record<string, string>>;

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

export interface Question {
  readonly id: string;
  readonly title: string;
  /** Absent for a text that is typed. */
  readonly choices?: readonly Choice[];
  readonly placeholder?: string;
  readonly guess: string;
  /** Where the guess is from. */
  readonly reason?: string;
}

export interface Questions {
  /** Why nothing can be generated. */
  readonly refusal?: string;
  readonly summary?: string;
  /** Whether nothing is missing. */
  readonly isComplete?: boolean;
  readonly questions: readonly Question[];
}

interface Position {
  readonly line: number;
  readonly character: number;
}

export interface PlannedFile {
  readonly uri: string;
  readonly path: string;
  /** Undefined for a file that is new. */
  readonly before?: string;
  readonly after: string;
  readonly edits: readonly {
    readonly range: { readonly start: Position; readonly end: Position };
    readonly newText: string;
  }[];
}

export interface Plan {
  readonly refusal?: string;
  readonly files: readonly PlannedFile[];
  readonly settings: readonly { readonly name: string; readonly description: string; readonly how: string }[];
  readonly remarks: readonly string[];
}
