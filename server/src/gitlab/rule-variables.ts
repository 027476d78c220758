/** The values of variables as rules see them, when GitLab chooses the jobs of a pipeline. */
import { isMap, type Pair, type ScalarNode } from '../yaml/node.ts';
import type { VariableLookup, VariableValue } from './evaluate-expression.ts';
import { predefinedValue, type PipelineEvent } from './event.ts';
import { VARIABLE_USE, variableText, writtenValue } from './job-variables.ts';

const MAXIMUM_DEPTH = 20;

/** The variables of a job or of the pipeline; the pair is missing where the value is not known. */
export type Scope = ReadonlyMap<string, Pair | undefined>;

/** The value of a variable of the project's settings; null for one that is certainly not there. */
export type SettingLookup = (name: string) => VariableValue;

export class RuleVariables {
  readonly #event: PipelineEvent;
  readonly #setting: SettingLookup;

  constructor(event: PipelineEvent, setting: SettingLookup = () => undefined) {
    this.#event = event;
    this.#setting = setting;
  }

  /** Values within a scope, since GitLab 18.5 with the variables in them put in. */
  lookup(scope: Scope, path: readonly string[] = []): VariableLookup {
    return (name) => {
      if (path.includes(name) || path.length > MAXIMUM_DEPTH) return undefined;
      return this.#value(name, scope, (node, expands) => {
        const text = variableText(node);
        return expands ? expandText(text, this.lookup(scope, [...path, name]), () => '') : text;
      });
    };
  }

  #value(
    name: string,
    scope: Scope,
    read: (node: ScalarNode, expands: boolean) => string | undefined,
  ): VariableValue {
    if (this.#event.variables.has(name)) return this.#event.variables.get(name);
    if (!scope.has(name)) {
      const predefined = predefinedValue(name, this.#event);
      return predefined === undefined ? this.#setting(name) : predefined;
    }
    const pair = scope.get(name);
    if (!pair) return undefined;
    const { node, expands } = writtenValue(pair.value);
    if (node) return read(node, expands);
    return isMap(pair.value) ? undefined : '';
  }
}

/**
 * A text with GitLab's variables put in; undefined where one of them is not known.
 * @param unset what stands for a variable that is certainly not set
 */
export function expandText(
  text: string,
  lookup: VariableLookup,
  unset: (written: string) => string,
): string | undefined {
  let isOpen = false;
  const result = text.replace(VARIABLE_USE, (written, ...groups) => {
    const name = groups.slice(0, 3).find((group) => group !== undefined) as string | undefined;
    if (name === undefined) return '$';
    const value = lookup(name);
    if (value === undefined) isOpen = true;
    return value ?? unset(written);
  });
  return isOpen ? undefined : result;
}
