/** What a rule is: a name, a severity, and a check that compares facts and words findings. */
import type { NewFile, SpanEdit } from '../text/edit.ts';
import { textOf, type Span } from '../text/span.ts';
import type { Severity } from '../project/configuration.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Subjects } from './subjects.ts';

export interface Fix {
  /** In the imperative, naming what is written: "Quote the line". */
  readonly title: string;
  /** The unambiguous remedy: "fix all" and fix on save take it. */
  readonly isPreferred?: boolean;
  /** Computed when asked for, in the snapshot that the finding was made in; undefined when it cannot be done. */
  readonly edits: (snapshot: Snapshot) => FixEdits | undefined;
}

export interface FixEdits {
  readonly edits: readonly SpanEdit[];
  readonly newFiles?: readonly NewFile[];
}

export interface RelatedPlace {
  readonly at: Span;
  readonly message: string;
}

/** A Dockerfile that a build lacks: what knows the project's stack can write one. */
export interface MissingDockerfile {
  readonly path: string;
  /** The folder that the image is built from. */
  readonly context: string;
}

/** What a check reports. The engine adds the rule and its configured severity. */
export interface Report {
  readonly at: Span;
  /** What will happen, to which thing, and what to do, in that order. */
  readonly message: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
  readonly missingDockerfile?: MissingDockerfile;
  /** `unnecessary` is shown faded, `deprecated` struck through. */
  readonly tag?: 'unnecessary' | 'deprecated';
}

/** One look at one kind of subject. */
export interface Check<Scope extends keyof Subjects = keyof Subjects> {
  /**
   * What one call of `check` looks at. For `entry`, `document`, `job` and `manifest` the findings are kept as long
   * as the subject is the same object, so the check may look at nothing else. (Of its document a check of an entry may
   * see what the entry's aliases lead to.)
   */
  readonly scope: Scope;
  readonly check: (subject: Subjects[Scope], report: (report: Report) => void) => void;
}

export interface RuleText {
  /** `family/what-is-wrong`, as its page is named. */
  readonly id: string;
  readonly severity: Severity;
  /** One line, for lists and for the hover on a rule's name. */
  readonly summary: string;
}

export interface Rule extends RuleText {
  readonly checks: readonly Check[];
}

/**
 * Defines a rule; gives `check` the type of its scope's subject.
 * @param also further looks, for a rule that concerns subjects of several scopes
 */
export function defineRule<Scope extends keyof Subjects>(
  { scope, check, ...text }: RuleText & Check<Scope>,
  also: readonly Check[] = [],
): Rule {
  return { ...text, checks: [checkOf(scope, check), ...also] };
}

/** A further look of a rule. */
export function checkOf<Scope extends keyof Subjects>(scope: Scope, check: Check<Scope>['check']): Check {
  return { scope, check: check as Check['check'] };
}

/** A rule's result. */
export interface Finding extends Report {
  readonly rule: string;
  readonly severity: Severity;
}

/** A preferred fix that replaces what a span covers. */
export function replaceFix(title: string, at: Span, newText: string): Fix {
  return { title, isPreferred: true, edits: () => ({ edits: [{ at, newText }] }) };
}

/** A preferred fix that puts another word into the place of a name or a plain text, in the quotes that it has. */
export function renameFix(title: string, at: Span, name: string): Fix {
  const quote = /^(["']).*\1$/s.exec(textOf(at))?.[1] ?? '';
  return replaceFix(title, at, quote + name + quote);
}
