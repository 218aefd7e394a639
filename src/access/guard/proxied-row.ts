import { hasProperties } from '../../values/value-kinds.js';

/** What the objects of `@graphql-tools/delegate` are known by. Older versions have a symbol of their own with this description. */
const MARK = 'subschemaErrors';

const SHARED_MARK = Symbol.for(MARK);

/**
 * True of an object that came from another schema, through a proxy. It has the response keys of the query instead of the
 * names of fields, so whoever writes the query says what is found under the name of a field.
 */
export function isProxiedRow(source: unknown): boolean {
  if (!hasProperties(source)) return false;
  if (source[SHARED_MARK] !== undefined) return true;
  for (let at: unknown = source; hasProperties(at) && at !== Object.prototype; at = Object.getPrototypeOf(at))
    if (Object.getOwnPropertySymbols(at).some(({ description }) => description === MARK)) return true;
  return false;
}
