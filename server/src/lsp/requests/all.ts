/** Every feature of the protocol. */
import type { ProtocolFeature } from '../protocol-feature.ts';
import { codeAction } from './code-action.ts';
import { codeLens } from './code-lens.ts';
import { completion } from './completion.ts';
import { definition } from './definition.ts';
import { documentHighlight } from './document-highlight.ts';
import { documentLink } from './document-link.ts';
import { documentSymbol } from './document-symbol.ts';
import { foldingRange } from './folding-range.ts';
import { generate } from './generate.ts';
import { hover } from './hover.ts';
import { inlayHint } from './inlay-hint.ts';
import { references } from './references.ts';
import { rename } from './rename.ts';
import { selectionRange } from './selection-range.ts';
import { semanticTokens } from './semantic-tokens.ts';
import { workspaceSymbol } from './workspace-symbol.ts';
import { effectiveJob } from './effective-job.ts';
import { fileKind } from './file-kind.ts';
import { manifestPreview } from './manifest-preview.ts';
import { requiredVariables } from './required-variables.ts';

export const protocolFeatures: readonly ProtocolFeature[] = [
  codeAction,
  codeLens,
  completion,
  definition,
  documentHighlight,
  documentLink,
  documentSymbol,
  foldingRange,
  generate,
  hover,
  inlayHint,
  references,
  rename,
  selectionRange,
  semanticTokens,
  workspaceSymbol,
  effectiveJob,
  fileKind,
  manifestPreview,
  requiredVariables,
];
