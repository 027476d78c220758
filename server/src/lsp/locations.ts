/** Places of a project in the protocol's form. */
import type { Location as ProtocolLocation } from './protocol.ts';
import type { Location } from '../text/span.ts';
import type { OpenFile } from './protocol-feature.ts';

/** Undefined for a file whose text is not known. */
export function toLocation(
  { project, snapshot }: Pick<OpenFile, 'project' | 'snapshot'>,
  { path, range }: Location,
): ProtocolLocation | undefined {
  const source = snapshot.text(path);
  return source && { uri: project.uriOf(path), range: source.rangeAt(range) };
}
