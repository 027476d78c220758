/** Compiled validators without what nobody reads, and without saying the same for each error. */

export function lean(code) {
  return withOneWayToAdd(withoutPlaces(code));
}

/**
 * Takes the path and the schema out of each error: ajv's `verbose` is wanted for the known properties beside an unknown
 * one, and for what a pattern stands for. A fifth of the code goes with it.
 */
function withoutPlaces(code) {
  const named = code.includes('"x-form"') ? /Properties$|^pattern$/ : /Properties$/;
  return code.replace(
    /,schemaPath:"[^"]*",keyword:"(\w+)",(params:\{[^}]*\}),schema:[^,{}]+,parentSchema:([^,{}]+),data(?::\w+)?\}/g,
    (_, keyword, params, parent) =>
      `,keyword:"${keyword}",${params}${named.test(keyword) ? `,parentSchema:${parent}` : ''}}`,
  );
}

/** Each error is put into a list that may have to be made first: a function of its own is an eighth less code. */
function withOneWayToAdd(code) {
  const shorter = code.replace(
    /const (err\d+) = (\{(?:[^{}]|\{[^{}]*\})*\});if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g,
    'vErrors = withError(vErrors, $2);errors++;',
  );
  return `${shorter}function withError(errors, error){if(errors === null)return [error];errors.push(error);return errors;}\n`;
}
