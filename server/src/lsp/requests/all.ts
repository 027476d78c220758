/** Every feature of the protocol. */
import type { ProtocolFeature } from '../protocol-feature.ts';
import { codeAction } from './code-action.ts';
import { completion } from './completion.ts';
import { definition } from './definition.ts';
import { documentHighlight } from './document-highlight.ts';
import { hover } from './hover.ts';
import { references } from './references.ts';
import { rename } from './rename.ts';

export const protocolFeatures: readonly ProtocolFeature[] = [
  codeAction,
  completion,
  definition,
  documentHighlight,
  hover,
  references,
  rename,
];
