/** What an image's name in `image:` or `services:` says about its version. */

export type ImageVersion =
  | { readonly kind: 'digest' | 'none' }
  | { readonly kind: 'tag'; readonly tag: string }
  /** A variable stands where the version would. */
  | { readonly kind: 'unknown' };

/** @param name as written, variables included */
export function imageVersion(name: string): ImageVersion {
  if (name.includes('@')) return { kind: 'digest' };
  const last = name.slice(name.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  if (colon >= 0) {
    const tag = last.slice(colon + 1);
    return /[$%]/.test(tag) || tag === '' ? { kind: 'unknown' } : { kind: 'tag', tag };
  }
  return /[$%]/.test(last) || name === '' ? { kind: 'unknown' } : { kind: 'none' };
}
