/** The version that this was built as; the build puts package.json's in. */
declare const PIPEWRIGHT_VERSION: string | undefined;

export const VERSION: string = typeof PIPEWRIGHT_VERSION === 'string' ? PIPEWRIGHT_VERSION : '0.0.0';
