/** What dockerfile-ast wants of Node's `Buffer` where there is none: the bytes of a text. */
export const Buffer = { from: (text) => new TextEncoder().encode(text) };
