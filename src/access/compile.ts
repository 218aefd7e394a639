import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  print,
} from 'graphql';
import { checkDefinitions } from './definitions.js';
import { collectMistakes, type Mistakes } from './mistakes.js';
import type { OwnedType } from './owner.js';
import { readRule, type Site } from './read-rule.js';
import { type Roles, readRoles } from './roles.js';
import { isTokenOnly, type Rule } from './rule.js';

/** The law of a schema, compiled. Deciding and enforcing read this and nothing else. */
export interface AccessTable {
  readonly roles: Roles;
  /** The effective rule of every protected field of an object type, by its coordinate `Type.field`. */
  readonly rules: ReadonlyMap<string, Rule>;
}

/** Reads every directive of the schema. Throws a `StartupError` that lists all its mistakes. */
export function compileAccess(schema: GraphQLSchema): AccessTable {
  const mistakes = collectMistakes();
  const roleEnum = checkDefinitions(schema, mistakes);
  mistakes.throwIfAny();
  const roles = readRoles(roleEnum, mistakes);
  const written = readWrittenRules(schema, roles, mistakes);
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const rules = new Map<string, Rule>();
  for (const type of types) {
    for (const field of Object.values(type.getFields())) {
      const rule = effectiveRule(written, type, field);
      if (rule.length > 0) rules.set(coordinateOf(type, field), rule);
    }
  }
  for (const type of types.filter((type) => isRootType(schema, type))) requireMarks(type, rules, mistakes);
  mistakes.throwIfAny();
  return Object.freeze({ roles, rules });
}

/** What the directives on each type and field say by themselves, by coordinate. */
type WrittenRules = ReadonlyMap<string, Rule>;

function readWrittenRules(schema: GraphQLSchema, roles: Roles, mistakes: Mistakes): WrittenRules {
  const written = new Map<string, Rule>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const site: Site = { coordinate: type.name, type, isRoot: isRootType(schema, type), roles, mistakes };
    written.set(type.name, readRule(site, typeDirectives(type)));
    for (const field of Object.values(type.getFields())) {
      const coordinate = coordinateOf(type, field);
      written.set(coordinate, readRule({ ...site, coordinate }, field.astNode?.directives ?? []));
      if (isPublic(field)) checkPublic({ ...site, coordinate }, field, written);
    }
  }
  return written;
}

/**
 * Everything ANDs: the field, its type, what the type's interfaces say of both, and what the token alone decides of
 * the type that it returns, so that the resolver of what would be refused never runs.
 */
function effectiveRule(written: WrittenRules, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Rule {
  const own = (coordinate: string) => written.get(coordinate) ?? [];
  const clauses = [
    ...own(coordinateOf(type, field)),
    ...own(type.name),
    ...type.getInterfaces().flatMap((parent) => [...own(parent.name), ...own(`${parent.name}.${field.name}`)]),
    ...own(getNamedType(field.type).name).filter(isTokenOnly),
  ];
  return [...new Map(clauses.map((clause) => [JSON.stringify(clause.anyOf), clause])).values()];
}

/** Deny by default: a root field says who may use it, or the server does not start. */
function requireMarks(root: GraphQLObjectType, rules: ReadonlyMap<string, Rule>, mistakes: Mistakes): void {
  for (const field of Object.values(root.getFields())) {
    const coordinate = coordinateOf(root, field);
    const marked = isPublic(field) || isMarked(root, field, rules.get(coordinate) ?? []);
    if (marked) continue;
    const signature = signatureOf(field);
    mistakes.add(
      coordinate,
      field.astNode,
      'It does not say who may use it.',
      `Write \`${signature} @auth\` for those signed in, \`${signature} @auth(role: …)\`, or \`${signature} @public\`.`,
    );
  }
}

// A rule of the type returned does not count: the field must speak for itself, or by its own type.
function isMarked(root: GraphQLObjectType, field: GraphQLField<unknown, unknown>, rule: Rule): boolean {
  const names = [root.name, ...root.getInterfaces().map(({ name }) => name)];
  const speakers = new Set(names.flatMap((name) => [name, `${name}.${field.name}`]));
  return rule.some(({ source }) => speakers.has(source.coordinate));
}

function checkPublic(
  { coordinate, isRoot, type, mistakes }: Site,
  field: GraphQLField<unknown, unknown>,
  written: WrittenRules,
): void {
  const { astNode } = field;
  if (!isRoot) {
    mistakes.add(
      coordinate,
      astNode,
      '@public stands on root fields alone.',
      'Take it away: a field without @auth is open to all who reach it.',
    );
  } else if (written.get(coordinate)?.length) {
    mistakes.add(coordinate, astNode, '@public and @auth contradict each other.', 'Take one of them away.');
  } else if (written.get(type.name)?.length) {
    mistakes.add(
      coordinate,
      astNode,
      `@public contradicts the @auth of ${type.name}.`,
      `Take it away, or move the @auth of ${type.name} to its fields.`,
    );
  }
}

function isPublic(field: GraphQLField<unknown, unknown>): boolean {
  return field.astNode?.directives?.some(({ name }) => name.value === 'public') ?? false;
}

function isRootType(schema: GraphQLSchema, type: OwnedType): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType() || type === schema.getSubscriptionType();
}

function typeDirectives(type: OwnedType): readonly ConstDirectiveNode[] {
  return [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []);
}

function coordinateOf(type: OwnedType, field: { readonly name: string }): string {
  return `${type.name}.${field.name}`;
}

function signatureOf(field: GraphQLField<unknown, unknown>): string {
  if (!field.astNode) return `${field.name}: ${String(field.type)}`;
  const { description: _description, ...signature } = field.astNode;
  return print(signature).replace(/\s+/g, ' ');
}
