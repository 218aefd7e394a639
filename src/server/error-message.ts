/**
 * The message of a coercion or validation error of graphql-js, without the values that it repeats, since one of them
 * may be a password, and without the suggestions, since they tell what the schema has. What is left says where, and
 * what was expected there.
 */
export function withoutValues(message: string): string {
  const [, name] = /^Variable "\$(\w+)" got invalid value /.exec(message) ?? [];
  if (name === undefined) return shorten(message);
  // A quotation mark inside a value is escaped, so this is the path, and not a part of the value.
  const path = /[^\\] at "([^"\\]+)"; /.exec(message)?.[1];
  const reason = REASONS.map((pattern) => pattern.exec(shorten(message))?.[0]).find(Boolean);
  return `Variable "$${path ?? name}": ${reason ?? 'The value is not of its type.'}`;
}

/** What follows a value in the message: only what is of one of these forms, at its end, is taken over. */
const REASONS = [
  /Field "[^"]*" is not defined by type "\w+"\.$/,
  /Field "\w+" of required type "[^"]+" was not provided\.$/,
  /Expected non-nullable type "[^"]+" not to be null\.$/,
  /Expected type "\w+" to be an object\.$/,
  /Value "[^"]*" does not exist in "\w+" enum\.$/,
  /Enum "\w+" cannot represent non-\w+ value\.$/,
  /\w+ cannot represent( [\w -]+)? value\.$/,
];

function shorten(message: string): string {
  return message
    .replace(/ Did you mean (?:(?! Did you mean )[\s\S])*\?$/, '')
    .replace(/(cannot represent(?: [\w -]+)? value): [\s\S]*$/, '$1.')
    .replace(/^(Expected value of type "[^"]+"), found [\s\S]*$/, '$1.');
}
