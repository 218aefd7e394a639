import { type ConstDirectiveNode, type ConstValueNode, type GraphQLEnumType, Kind } from 'graphql';
import { directivesOf } from './directives-of.js';
import { locationOf, type Mistakes } from './mistakes.js';
import { deepFreeze, ReadOnlyMap } from './read-only.js';
import type { Roles } from './roles.js';
import type { RuleSource } from './rule.js';

/** A scope that a role grants, and the `@grants` that says so. */
export interface Grant {
  readonly scope: string;
  readonly source: RuleSource;
}

/** For each role of the schema, the grants of that role and of all roles that it includes. It is immutable. */
export type Grants = ReadonlyMap<string, readonly Grant[]>;

/** A scope-token of RFC 6749 §3.3. */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** Reads the scopes that `@grants` gives to the values of the role enum. */
export function readGrants(roleEnum: GraphQLEnumType, roles: Roles, mistakes: Mistakes): Grants {
  const own = new Map<string, readonly Grant[]>();
  for (const role of roleEnum.getValues()) {
    const coordinate = `${roleEnum.name}.${role.name}`;
    const granted = new Map<string, Grant>();
    for (const directive of directivesOf(role).filter(isGrants)) {
      const source = { coordinate, location: locationOf(directive) || locationOf(role.astNode) };
      for (const { scope, node } of readScopes(coordinate, directive, mistakes)) {
        if (granted.has(scope))
          mistakes.add(coordinate, node, `@grants lists ${JSON.stringify(scope)} twice.`, 'Remove one of them.');
        granted.set(scope, { scope, source });
      }
    }
    own.set(role.name, [...granted.values()]);
  }
  const all = [...roles].map(
    ([name, included]) => [name, [...included].flatMap((each) => own.get(each) ?? [])] as const,
  );
  return new ReadOnlyMap(all.map(([name, grants]) => [name, deepFreeze(grants.toSorted(byScope))]));
}

/**
 * The scopes of a holder of these roles, including those of included roles: sorted and without duplicates. A role that
 * is not in the schema grants none.
 */
export function scopesOfRoles({ grants }: { readonly grants: Grants }, roles: Iterable<string>): readonly string[] {
  const scopes = [...roles].flatMap((role) => grants.get(role) ?? []).map(({ scope }) => scope);
  return [...new Set(scopes)].sort();
}

/** True if a value of the enum of roles has a `@grants`. */
export function saysGrants(roleEnum: GraphQLEnumType | null): boolean {
  return roleEnum?.getValues().some((role) => directivesOf(role).some(isGrants)) ?? false;
}

function isGrants({ name }: ConstDirectiveNode): boolean {
  return name.value === 'grants';
}

interface WrittenScope {
  readonly scope: string;
  readonly node: ConstValueNode;
}

function readScopes(coordinate: string, directive: ConstDirectiveNode, mistakes: Mistakes): readonly WrittenScope[] {
  const value = directive.arguments?.find((argument) => argument.name.value === 'scopes')?.value;
  const items = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  if (items.length === 0)
    mistakes.add(coordinate, directive, '@grants names no scope.', 'Name at least one, or remove it.');
  return items.flatMap((node) => {
    if (node.kind === Kind.STRING && SCOPE_TOKEN.test(node.value)) return [{ scope: node.value, node }];
    const shown =
      node.kind === Kind.STRING
        ? `has ${JSON.stringify(node.value)}, which is not a valid scope`
        : 'accepts only strings';
    const mend =
      'Write each scope as a separate string of ASCII characters without spaces, quotation marks or backslashes (RFC 6749 §3.3).';
    mistakes.add(coordinate, node, `@grants ${shown}.`, mend);
    return [];
  });
}

function byScope(a: Grant, b: Grant): number {
  return a.scope < b.scope ? -1 : Number(a.scope > b.scope);
}
