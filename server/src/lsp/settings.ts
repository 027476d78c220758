/** What the editor's settings under `pipewright` say. Whatever is of the wrong form counts as not given. */
import type { Settings } from '../project/configuration.ts';

/** Settings that concern the editor's features only, not what is found. */
export interface EditorSettings {
  readonly inlayHints: {
    /** What a job gets from `extends`, `default` and anchors. */
    readonly inherited: boolean;
    /** What a placeholder of a manifest becomes. */
    readonly placeholders: boolean;
  };
  readonly codeLens: {
    /** For which events a job runs. */
    readonly runsOn: boolean;
  };
}

export const DEFAULT_SETTINGS: EditorSettings = {
  inlayHints: { inherited: false, placeholders: true },
  codeLens: { runsOn: false },
};

export function readProjectSettings(value: unknown): Settings {
  const { rules, envsubst } = fields(value);
  const { flavour } = fields(envsubst);
  return {
    ...(typeof rules === 'object' && rules !== null && { rules: rules as Record<string, string> }),
    ...(typeof flavour === 'string' && { envsubstFlavour: flavour }),
  };
}

export function readEditorSettings(value: unknown): EditorSettings {
  const { inlayHints, codeLens } = fields(value);
  const inlay = fields(inlayHints);
  return {
    inlayHints: {
      inherited: truth(inlay['inherited'], DEFAULT_SETTINGS.inlayHints.inherited),
      placeholders: truth(inlay['placeholders'], DEFAULT_SETTINGS.inlayHints.placeholders),
    },
    codeLens: { runsOn: truth(fields(codeLens)['runsOn'], DEFAULT_SETTINGS.codeLens.runsOn) },
  };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function truth(value: unknown, fallback: boolean): boolean {
  return typeof value === 'boolean' ? value : fallback;
}
