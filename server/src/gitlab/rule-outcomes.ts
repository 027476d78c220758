/** What `rules:` lead to for an event, as far as the files tell. It needs RE2: loaded late. */
import { Doubts } from './doubts.ts';
import { isTrue, type Truth, type VariableLookup } from './evaluate-expression.ts';
import { walkExpression } from './expression.ts';
import type { PipelineEvent } from './event.ts';
import { matchesAny } from './file-globs.ts';
import { parseExpression } from './parse-expression.ts';
import type { PipelineFiles } from './pipeline-files.ts';
import type { FileClause, RuleClause } from './rule-clauses.ts';
import { expandText } from './rule-variables.ts';

export interface Outcome {
  readonly when: string;
  /** Undefined where no rule applies. */
  readonly clause: RuleClause | undefined;
}

export class RuleOutcomes {
  readonly #event: PipelineEvent;
  readonly #files: PipelineFiles;

  constructor(event: PipelineEvent, files: PipelineFiles) {
    this.#event = event;
    this.#files = files;
  }

  /**
   * What the rules may lead to: the first that applies counts, those before it that may apply are possible too.
   * @param fallback what counts for a rule without `when`
   * @param doubts where is noted why there are several
   */
  of(
    clauses: readonly RuleClause[],
    lookup: VariableLookup,
    fallback: string,
    doubts: Doubts,
  ): readonly Outcome[] {
    const outcomes: Outcome[] = [];
    for (const clause of clauses) {
      const truth = this.#applies(clause, lookup, doubts);
      if (truth === false) continue;
      outcomes.push({ when: clause.when?.value ?? fallback, clause });
      if (clause.isOpen) outcomes.push({ when: 'never', clause: undefined });
      if (truth === true) return outcomes;
    }
    outcomes.push({ when: 'never', clause: undefined });
    return outcomes;
  }

  #applies(clause: RuleClause, lookup: VariableLookup, doubts: Doubts): Truth {
    if (clause.isOpen) return doubts.about('definition', undefined);
    const own = new Doubts();
    const parts = [
      clause.condition ? conditionTruth(clause.condition.value, lookup, own) : true,
      clause.changes ? own.about('changes', this.hasChanges(clause.changes, lookup)) : true,
      clause.exists ? own.about('exists', this.#exists(clause.exists, lookup)) : true,
    ];
    if (parts.includes(false)) return false;
    doubts.addAll(own);
    return parts.includes(undefined) ? undefined : true;
  }

  /** Whether the event changes one of the files. Without a push or a merge request GitLab takes everything for changed. */
  hasChanges(clause: FileClause, lookup: VariableLookup): Truth {
    const { kind, changed } = this.#event;
    if (kind !== 'push' && kind !== 'merge_request' && !clause.isOpen) return true;
    return changed ? this.#match(clause, changed, lookup) : undefined;
  }

  #exists(clause: FileClause, lookup: VariableLookup): Truth {
    const found = this.#match(clause, this.#files.paths(), lookup);
    if (found !== false) return found;
    return clause.globs.every(({ value }) => this.#files.exists(value) !== undefined) ? false : undefined;
  }

  #match(clause: FileClause, paths: Iterable<string>, lookup: VariableLookup): Truth {
    if (clause.isOpen) return undefined;
    const known = [...paths];
    let isOpen = false;
    for (const { value } of clause.globs) {
      const glob = expandText(value, lookup, (written) => written);
      if (glob === undefined) isOpen = true;
      else if (matchesAny(glob, known)) return true;
    }
    return isOpen ? undefined : false;
  }
}

/** Whether a condition holds; notes the variables that leave it open. */
export function conditionTruth(text: string, lookup: VariableLookup, doubts: Doubts): Truth {
  const { root, problems } = parseExpression(text);
  const truth = problems.length > 0 ? undefined : isTrue(root, lookup);
  if (truth === undefined) {
    walkExpression(root, (part) => {
      if (part.kind === 'variable' && lookup(part.name) === undefined) doubts.addVariable(part.name);
      if (part.kind === 'input' || part.kind === 'missing') doubts.add('definition');
    });
  }
  return truth;
}

/** Whether what has the rules is in the pipeline. */
export function presence(outcomes: readonly Outcome[]): Truth {
  const isOut = outcomes.map(({ when }) => when === 'never');
  if (isOut.every((out) => out)) return false;
  return isOut.some((out) => out) ? undefined : true;
}
