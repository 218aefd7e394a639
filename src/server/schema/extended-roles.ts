import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type EnumTypeExtensionNode,
  type EnumValueDefinitionNode,
  Kind,
} from 'graphql';

type EnumNode = EnumTypeDefinitionNode | EnumTypeExtensionNode;

/** The directives that an extension may say of a role that is there already, with their only argument. */
const ADDED: ReadonlyMap<string, string> = new Map([
  ['includes', 'roles'],
  ['grants', 'scopes'],
]);

/**
 * The document with what `extend enum Role { ADMIN @includes(roles: ["EDITOR"]) }` says of a value that is there already:
 * its `@includes` goes to the value where that is defined, and two of one value become one with the roles of both. So
 * does `@grants`, with its scopes. GraphQL lets an extension add values alone (§3.9.3), so whatever else a value says a second time stays a mistake.
 */
export function withExtendedRoles(document: DocumentNode): DocumentNode {
  const enums = document.definitions.filter(isEnum).toSorted(definitionsFirst);
  const defined = new Map<string, { readonly node: EnumNode; readonly value: EnumValueDefinitionNode }>();
  const moved = new Map<EnumValueDefinitionNode, EnumValueDefinitionNode>();
  for (const node of enums) {
    for (const value of node.values ?? []) {
      const key = `${node.name.value}.${value.name.value}`;
      const first = defined.get(key);
      if (!first) defined.set(key, { node, value });
      else if (node !== first.node && isExtension(node) && saysAddedAlone(value)) moved.set(value, first.value);
    }
  }
  if (moved.size === 0) return document;
  const whole = (value: EnumValueDefinitionNode): EnumValueDefinitionNode => {
    const more = [...moved].flatMap(([each, to]) => (to === value ? (each.directives ?? []) : []));
    return more.length === 0 ? value : { ...value, directives: withOneOfEach([...(value.directives ?? []), ...more]) };
  };
  const definitions = document.definitions.flatMap((node): DefinitionNode[] => {
    if (!isEnum(node) || !node.values) return [node];
    const values = node.values.filter((value) => !moved.has(value)).map(whole);
    const saysNothing = values.length === 0 && node.values.length > 0 && !node.directives?.length;
    return saysNothing ? [] : [{ ...node, values }];
  });
  return { ...document, definitions };
}

function isEnum(node: DefinitionNode): node is EnumNode {
  return node.kind === Kind.ENUM_TYPE_DEFINITION || isExtension(node);
}

function isExtension(node: DefinitionNode): node is EnumTypeExtensionNode {
  return node.kind === Kind.ENUM_TYPE_EXTENSION;
}

function definitionsFirst(a: EnumNode, b: EnumNode): number {
  return Number(isExtension(a)) - Number(isExtension(b));
}

function saysAddedAlone({ description, directives = [] }: EnumValueDefinitionNode): boolean {
  return description === undefined && directives.length > 0 && directives.every(isAdded);
}

/** One that is as it has to be. What is wrong with another is found as it stands. */
function isAdded({ name, arguments: [first, ...others] = [] }: ConstDirectiveNode): boolean {
  return first !== undefined && first.name.value === ADDED.get(name.value) && others.length === 0;
}

/** These directives, with one `@includes` of all the roles and one `@grants` of all the scopes: neither is repeatable. */
function withOneOfEach(directives: readonly ConstDirectiveNode[]): readonly ConstDirectiveNode[] {
  const added = directives.filter(isAdded);
  const merged = [...ADDED.keys()].flatMap((name) =>
    mergedOf(added.filter((directive) => directive.name.value === name)),
  );
  return [...directives.filter((directive) => !isAdded(directive)), ...merged];
}

/** The first, with the items of all; nothing of none. */
function mergedOf(directives: readonly ConstDirectiveNode[]): readonly ConstDirectiveNode[] {
  const values = directives.flatMap(({ arguments: [list] = [] }) => (list ? itemsOf(list.value) : []));
  return directives.slice(0, 1).map((directive) => ({
    ...directive,
    arguments: (directive.arguments ?? []).map((list) => ({ ...list, value: { kind: Kind.LIST, values } as const })),
  }));
}

/** A value that stands alone is a list of one (GraphQL §3.11). */
function itemsOf(value: ConstValueNode): readonly ConstValueNode[] {
  return value.kind === Kind.LIST ? value.values : [value];
}
