/** One step of several: a pick or a text, with a way back. */
import * as vscode from 'vscode';

export const BACK = Symbol('back');

/** Undefined when the user leaves. */
export type StepResult<Value> = Value | typeof BACK | undefined;

export interface Step {
  readonly title: string;
  readonly placeholder?: string;
  /** 1-based. */
  readonly step: number;
  readonly totalSteps: number;
}

/** Told of each step that is shown, and of the end: for tests, which cannot see the input. */
export const shownStep = new vscode.EventEmitter<string | undefined>();

export interface PickItem<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** @param active the value whose item is under the cursor */
export function pickStep<Value>(
  step: Step,
  items: readonly PickItem<Value>[],
  active?: Value,
): Promise<StepResult<Value>> {
  const input = vscode.window.createQuickPick<PickItem<Value>>();
  input.items = items;
  input.matchOnDetail = true;
  const first = items.find(({ value }) => value === active);
  if (first) input.activeItems = [first];
  return show(input, step, (finish) => {
    input.onDidAccept(() => {
      const item = input.selectedItems[0] ?? input.activeItems[0];
      if (item) finish(item.value);
    });
  });
}

/** @param problem says what is wrong with a text; '' for nothing */
export function textStep(
  step: Step,
  value: string,
  problem: (value: string) => Promise<string>,
): Promise<StepResult<string>> {
  const input = vscode.window.createInputBox();
  input.value = value;
  return show(input, step, (finish) => {
    let latest = 0;
    const check = async (text: string) => {
      const turn = ++latest;
      const message = await problem(text);
      if (turn === latest) input.validationMessage = message || undefined;
      return message === '';
    };
    input.onDidChangeValue((text) => void check(text));
    input.onDidAccept(async () => {
      const text = input.value.trim();
      if (await check(text)) finish(text);
    });
  });
}

function show<Value>(
  input: vscode.QuickPick<PickItem<Value>> | vscode.InputBox,
  { title, placeholder, step, totalSteps }: Step,
  listen: (finish: (value: Value) => void) => void,
): Promise<StepResult<Value>> {
  input.title = title;
  input.placeholder = placeholder;
  input.step = step;
  input.totalSteps = totalSteps;
  // Looking at something else is no answer.
  input.ignoreFocusOut = true;
  if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise<StepResult<Value>>((resolve) => {
    input.onDidTriggerButton(() => resolve(BACK));
    input.onDidHide(() => resolve(undefined));
    listen(resolve);
    input.show();
    shownStep.fire(title);
  }).finally(() => {
    shownStep.fire(undefined);
    input.dispose();
  });
}
