import type { Requirement } from '../../../requirement.js';
import { isObject } from '../../../values/value-kinds.js';

/** Makes formulas that are as short as they can be told with the rules of `implies`. */
export interface Formulas {
  all(parts: readonly Requirement[]): Requirement;
  any(parts: readonly Requirement[]): Requirement;
  oneOf(parts: readonly Requirement[]): Requirement;
  /** `requires` if the variable is this, else `otherwise`. */
  when(variable: string, is: boolean, requires: Requirement, otherwise: Requirement): Requirement;
}

/** @param includes whether a role includes another */
export function createFormulas(includes: (role: string, other: string) => boolean): Formulas {
  /** True if, whoever asks, `a` is no nearer to allowed than `b`: refused, depends, allowed. */
  const implies = (a: Requirement, b: Requirement): boolean => {
    if (a === false || b === true || keyOf(a) === keyOf(b)) return true;
    if (isKind('any', a)) return a.any.every((part) => implies(part, b));
    if (isKind('all', b)) return b.all.every((part) => implies(a, part));
    if (isKind('all', a) && a.all.some((part) => implies(part, b))) return true;
    if (isKind('any', b) && b.any.some((part) => implies(a, part))) return true;
    if (isKind('oneOf', b)) return b.oneOf.every((part) => implies(a, part));
    if (isKind('if', b)) return implies(a, b.requires) && implies(a, b.else);
    if (isKind('sent', b)) return b.of === undefined && implies(a, b.requires ?? true);
    if (b === 'signedIn') return asksForViewer(a);
    return isKind('role', a) && isKind('role', b) && includes(a.role, b.role);
  };
  return {
    all: (parts) => {
      const left = shortest(
        parts.flatMap((part) => (isKind('all', part) ? part.all : [part])),
        implies,
      );
      if (left.includes(false)) return false;
      return left.length > 1 ? { all: left } : (left[0] ?? true);
    },
    any: (parts) => {
      const left = shortest(
        parts.flatMap((part) => (isKind('any', part) ? part.any : [part])),
        (a, b) => implies(b, a),
      );
      return left.length > 1 ? { any: left } : (left[0] ?? false);
    },
    oneOf: (parts) => {
      const left = unique(parts.flatMap((part) => (isKind('oneOf', part) ? part.oneOf : [part])));
      return left.length > 1 ? { oneOf: left } : (left[0] ?? true);
    },
    when: (variable, is, requires, otherwise) => {
      if (keyOf(requires) === keyOf(otherwise)) return requires;
      if (!isKind('if', requires) || keyOf(requires.else) !== keyOf(otherwise))
        return { if: { [variable]: is }, requires, else: otherwise };
      const known = requires.if[variable];
      if (known === undefined) return { ...requires, if: { [variable]: is, ...requires.if } };
      return known === is ? requires : otherwise;
    },
  };
}

/** Without the parts that another one makes needless. Of two that say the same the first stays. */
function shortest(
  parts: readonly Requirement[],
  makesNeedless: (part: Requirement, other: Requirement) => boolean,
): readonly Requirement[] {
  const left: Requirement[] = [];
  for (const part of unique(parts)) {
    if (left.some((other) => makesNeedless(other, part))) continue;
    const others = left.filter((other) => !makesNeedless(part, other));
    left.splice(0, left.length, ...others, part);
  }
  return left;
}

function unique(parts: readonly Requirement[]): readonly Requirement[] {
  return [...new Map(parts.map((part) => [keyOf(part), part])).values()];
}

type Kind = 'all' | 'any' | 'oneOf' | 'role' | 'if' | 'sent';

function isKind<K extends Kind>(
  kind: K,
  part: Requirement,
): part is Extract<Requirement, Readonly<Record<K, unknown>>> {
  return isObject(part) && kind in part;
}

/** Everything that is decided by the viewer, or with the object, is refused to whoever is not signed in. */
function asksForViewer(part: Requirement): boolean {
  return isObject(part) && ['role', 'scope', 'claim', 'owner', 'policy'].some((kind) => kind in part);
}

const keys = new WeakMap<object, string>();

function keyOf(part: Requirement): string {
  if (!isObject(part)) return String(part);
  const key = keys.get(part) ?? JSON.stringify(part);
  keys.set(part, key);
  return key;
}
