/** Every feature of the protocol. */
import type { ProtocolFeature } from '../protocol-feature.ts';
import { codeAction } from './code-action.ts';

export const protocolFeatures: readonly ProtocolFeature[] = [codeAction];
