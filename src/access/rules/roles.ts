import { type ConstDirectiveNode, type GraphQLEnumType, Kind } from 'graphql';
import { directivesOf } from './directives-of.js';
import type { Mistakes } from './mistakes.js';
import { ReadOnlyMap, ReadOnlySet } from './read-only.js';

/** For each role of the schema, itself and all that it includes. Nobody can change it. */
export type Roles = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the hierarchy that `@includes` draws on the values of the role enum. */
export function readRoles(roleEnum: GraphQLEnumType, mistakes: Mistakes): Roles {
  const included = new Map<string, readonly string[]>();
  for (const role of roleEnum.getValues()) {
    const { name } = role;
    const directives = directivesOf(role).filter((directive) => directive.name.value === 'includes');
    included.set(
      name,
      directives.flatMap((directive) => readIncludes(roleEnum, name, directive, mistakes)),
    );
  }
  for (const { name, astNode } of roleEnum.getValues()) {
    if (included.get(name)?.some((other) => reachable(included, other).has(name))) {
      mistakes.add(
        `${roleEnum.name}.${name}`,
        astNode,
        'The role includes itself.',
        'Remove one of the @includes in the cycle.',
      );
    }
  }
  return new ReadOnlyMap([...included.keys()].map((name) => [name, new ReadOnlySet(reachable(included, name))]));
}

/** The roles that a viewer has who holds these: unknown ones grant nothing. */
export function expandRoles(roles: Roles, held: Iterable<unknown>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const name of held) {
    if (typeof name !== 'string') continue;
    for (const role of roles.get(name) ?? []) all.add(role);
  }
  return all;
}

function readIncludes(
  roleEnum: GraphQLEnumType,
  name: string,
  directive: ConstDirectiveNode,
  mistakes: Mistakes,
): readonly string[] {
  const coordinate = `${roleEnum.name}.${name}`;
  const value = directive.arguments?.find((argument) => argument.name.value === 'roles')?.value;
  const items = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  if (items.length === 0)
    mistakes.add(coordinate, directive, '@includes names no role.', 'Name at least one, or remove it.');
  return items.flatMap((item) => {
    if (item.kind === Kind.STRING && roleEnum.getValue(item.value)) return [item.value];
    const known = roleEnum.getValues().map((role) => `"${role.name}"`);
    mistakes.add(coordinate, item, '@includes accepts only names of roles.', `Choose from ${known.join(', ')}.`);
    return [];
  });
}

function reachable(included: ReadonlyMap<string, readonly string[]>, from: string): ReadonlySet<string> {
  const seen = new Set([from]);
  // A set visits what is added to it while it is walked.
  for (const name of seen) for (const next of included.get(name) ?? []) seen.add(next);
  return seen;
}
