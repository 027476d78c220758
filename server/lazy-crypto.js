/**
 * What the protocol's package wants of Node's `crypto`, loaded when it is called: loading it takes a tenth of the
 * time to the first diagnostics, and only clients that ask for a pipe or a progress need it.
 */
export const randomBytes = (size) => require('node:crypto').randomBytes(size);
export const randomUUID = () => require('node:crypto').randomUUID();
