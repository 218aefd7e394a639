import type { Clause, Rule } from '../rules/rule.js';

/** Lists of scopes, of which a token must have one whole. An empty list asks for a signed-in viewer alone. */
export type ScopeLists = readonly (readonly string[])[];

/** More than so many are for nobody to read. */
const MAX_LISTS = 100;

/** Asks for scopes, or for a signed-in viewer, and nothing else. */
export function isOfScopes({ anyOf }: Clause): boolean {
  return anyOf.every((alternative) => alternative.every(({ kind }) => kind === 'scope'));
}

/** What clauses of scopes ask for together: their OR is inside, and all of them hold. Undefined if that is too long. */
export function scopeLists(rule: Rule): ScopeLists | undefined {
  let lists: ScopeLists = [[]];
  for (const { anyOf } of rule) {
    const scopesOf = anyOf.map((each) =>
      each.flatMap((condition) => (condition.kind === 'scope' ? condition.scope : [])),
    );
    lists = withoutLonger(lists.flatMap((list) => scopesOf.map((scopes) => [...new Set([...list, ...scopes])])));
    if (lists.length > MAX_LISTS) return undefined;
  }
  return lists;
}

/** Who has a longer list has the shorter one: it adds nothing. */
function withoutLonger(lists: ScopeLists): ScopeLists {
  return lists.filter(
    (list, index) =>
      !lists.some((other, at) => {
        const isWithin = at !== index && other.every((scope) => list.includes(scope));
        return isWithin && (other.length < list.length || at < index);
      }),
  );
}
