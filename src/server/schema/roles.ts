import {
  type DocumentNode,
  type EnumValueNode,
  GraphQLError,
  type GraphQLSchema,
  isEnumType,
  Kind,
  type Source,
  type TypeNode,
  visit,
} from 'graphql';
import { z } from 'zod';
import type { AccessTable } from '../../access/index.js';
import { StartupError } from '../../errors.js';
import type { StandardRoles } from '../../module/index.js';

/** The enum of roles: the built-in one, or the project's in its place. */
const ROLE = 'Role';

/** The roles by their names in the SDL of the built-in modules. */
export const STANDARD_ROLES: StandardRoles = Object.freeze({ admin: 'ADMIN', support: 'SUPPORT', user: 'USER' });

const KEYS = ['admin', 'support', 'user'] as const satisfies readonly (keyof StandardRoles)[];

const role = z.string('Name a value of the enum Role.');
const setting = z.strictObject({ admin: role, support: role, user: role });

/** What `createServer({ roles })` says. Throws a `StartupError` for what is no such setting. */
export function readRoles(roles: StandardRoles = STANDARD_ROLES): StandardRoles {
  const { data, error } = setting.safeParse(roles);
  if (data) return Object.freeze(data);
  throw new StartupError(error.issues.map(({ path, message }) => `${['roles', ...path].join('.')}: ${message}`));
}

/** The document without the built-in enum of roles, if another source of it defines one. */
export function withOneRoleEnum(document: DocumentNode, builtIn: Source): DocumentNode {
  const isRoleEnum = (node: DocumentNode['definitions'][number]) =>
    node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === ROLE;
  const roleEnums = document.definitions.filter(isRoleEnum);
  if (roleEnums.every(({ loc }) => loc?.source === builtIn)) return document;
  const isReplaced = (node: DocumentNode['definitions'][number]) => isRoleEnum(node) && node.loc?.source === builtIn;
  return { ...document, definitions: document.definitions.filter((node) => !isReplaced(node)) };
}

/** The document with the project's roles in place of the standard ones, in what these sources say. */
export function mapRoles(document: DocumentNode, roles: StandardRoles, sources: ReadonlySet<Source>): DocumentNode {
  const names = new Map(KEYS.map((key) => [STANDARD_ROLES[key], roles[key]]));
  const rename = { EnumValue: (node: EnumValueNode) => ({ ...node, value: names.get(node.value) ?? node.value }) };
  const map = <T extends DocumentNode['definitions'][number]>(definition: T): T =>
    visit(definition, {
      Directive: (node) => (node.name.value === 'auth' ? visit(node, rename) : undefined),
      InputValueDefinition: (node) =>
        node.defaultValue && namedTypeOf(node.type) === ROLE
          ? { ...node, defaultValue: visit(node.defaultValue, rename) }
          : undefined,
    });
  const isMapped = ({ loc }: DocumentNode['definitions'][number]) => loc !== undefined && sources.has(loc.source);
  return { ...document, definitions: document.definitions.map((node) => (isMapped(node) ? map(node) : node)) };
}

/** What is wrong with the roles for the enum as it is. */
export function roleProblems(schema: GraphQLSchema, roles: StandardRoles, builtIn: Source): readonly GraphQLError[] {
  const type = schema.getType(ROLE);
  if (!isEnumType(type)) return [];
  const nodes = type.astNode ? [type.astNode] : [];
  const known = type.getValues().map(({ name }) => name);
  const isOwn = type.astNode?.loc?.source !== builtIn;
  return KEYS.filter((key) => !known.includes(roles[key])).map((key) => {
    const isSet = roles[key] !== STANDARD_ROLES[key];
    const how = isSet
      ? `Choose from ${known.join(', ')}${isOwn ? '' : `, or define an enum ${ROLE} of your own`}.`
      : `Choose which of ${known.join(', ')} the built-in fields use for it: createServer({ roles: { ${key}: … } }).`;
    return new GraphQLError(`roles.${key}: The enum ${ROLE} has no ${roles[key]}. ${how}`, { nodes });
  });
}

/** Roles are stored, and put in tokens, by what they are inside; rules compare them by name. */
export function innerValueProblems(schema: GraphQLSchema): readonly GraphQLError[] {
  const type = schema.getType(ROLE);
  const values = isEnumType(type) ? type.getValues() : [];
  return values
    .filter(({ name, value }) => name !== value)
    .map(({ name, astNode }) => {
      const message = `${ROLE}.${name}: A resolver gives it another value. A role must be its name everywhere; remove it from the resolvers.`;
      return new GraphQLError(message, { nodes: astNode ?? [] });
    });
}

/** A warning for administrators who are refused what support may do. */
export function weakAdmin({ roles: all }: Pick<AccessTable, 'roles'>, { admin, support }: StandardRoles): string[] {
  if (all.get(admin)?.has(support)) return [];
  return [
    `roles: ${admin} does not include ${support}, so an administrator can see neither users nor the changes made to them. Write ${admin} @includes(roles: ["${support}"]) in the enum ${ROLE}.`,
  ];
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
