import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { assertOneGraphql } from '../schema/one-graphql.js';
import { checkDefinitions } from './definitions.js';
import { type Grants, readGrants } from './grants.js';
import { checkMarks } from './marks.js';
import { collectMistakes } from './mistakes.js';
import { checkPlaces } from './places.js';
import { checkProxied } from './proxied-types.js';
import { deepFreeze, ReadOnlyMap } from './read-only.js';
import { checkRepresentations } from './representations.js';
import { type Roles, readRoles } from './roles.js';
import { type Clause, forAnyViewer, isTokenOnly, type Rule } from './rule.js';
import { argumentRule, readWrittenRules, spokenRule, type WrittenRules } from './written-rules.js';

/** The compiled rules of a schema. Decisions and guards read only this. It is deeply immutable. */
export interface AccessTable {
  readonly roles: Roles;
  /**
   * The scopes that each role grants. They are for issuing tokens: rules compare the scopes of the token, not these.
   */
  readonly grants: Grants;
  /**
   * The effective rule of each protected element, by schema coordinate: fields of object types, their arguments, input
   * fields, enums and their values, scalars.
   */
  readonly rules: ReadonlyMap<string, Rule>;
  /** The root fields that do not say who may use them and are therefore open; empty unless that is allowed. */
  readonly unmarked: readonly string[];
}

export interface CompileOptions {
  /** The policies that may be named; any, if it is left out, as reports do that have no functions. */
  readonly policies?: ReadonlySet<string>;
  /** A root field without `@auth` or `@public` is a mistake by default. */
  readonly unmarked?: 'refuse' | 'allow';
}

/** Reads every directive of the schema. Throws a `StartupError` that lists all its mistakes. */
export function compileAccess(
  schema: GraphQLSchema,
  { policies, unmarked = 'refuse' }: CompileOptions = {},
): AccessTable {
  assertOneGraphql(schema);
  const mistakes = collectMistakes();
  const roleEnum = checkDefinitions(schema, mistakes);
  checkPlaces(schema, roleEnum?.name, mistakes);
  const roles: Roles = roleEnum ? readRoles(roleEnum, mistakes) : new ReadOnlyMap<string, never>([]);
  const grants: Grants = roleEnum ? readGrants(roleEnum, roles, mistakes) : new ReadOnlyMap<string, never>([]);
  const written = readWrittenRules(schema, { roles, policies, mistakes });
  const open = checkMarks(schema, written, mistakes, unmarked);
  mistakes.throwIfAny();
  const rules = effectiveRules(schema, written);
  for (const type of Object.values(schema.getTypeMap())) if (isObjectType(type)) checkProxied(type, rules, mistakes);
  // Without functions, there is nothing that gives an object.
  if (policies) checkRepresentations(schema, rules, mistakes);
  mistakes.throwIfAny();

  return Object.freeze({ roles, grants, rules, unmarked: Object.freeze([...open]) });
}

function effectiveRules(schema: GraphQLSchema, written: WrittenRules): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>();
  const add = (coordinate: string, rule: Rule) => rule.length > 0 && rules.set(coordinate, deepFreeze(rule));
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        add(`${type.name}.${field.name}`, effectiveRule(written, type, field));
        for (const { name } of field.args)
          add(`${type.name}.${field.name}(${name}:)`, argumentRule(written, type, field.name, name));
      }
    } else if (isInputObjectType(type)) {
      for (const name of Object.keys(type.getFields()))
        add(`${type.name}.${name}`, written.get(`${type.name}.${name}`) ?? []);
    } else if (isEnumType(type) || isScalarType(type)) {
      add(type.name, written.get(type.name) ?? []);
      for (const { name } of isEnumType(type) ? type.getValues() : [])
        add(`${type.name}.${name}`, written.get(`${type.name}.${name}`) ?? []);
    }
  }
  return new ReadOnlyMap(rules);
}

/**
 * Everything ANDs: what is said of the field where it stands, and what the token alone decides of the type that it
 * returns, so that the resolver of what would be refused never runs. Where that is nothing, since the object decides, what
 * is left of the type's rule is that it asks for a viewer who is signed in.
 */
function effectiveRule(written: WrittenRules, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Rule {
  const ofResult = written.get(getNamedType(field.type).name) ?? [];
  const clauses = [...spokenRule(written, type, field), ...ofResult.filter(isTokenOnly)];
  // Any other clause asks for a viewer, too.
  if (clauses.length === 0) clauses.push(...ofResult.slice(0, 1).map(forAnyViewer));
  // Of two that say the same the first stays: it stands nearer to the field.
  const unique = new Map<string, Clause>();
  for (const clause of clauses) {
    const key = JSON.stringify([isTokenOnly(clause) || clause.of, clause.anyOf]);
    if (!unique.has(key)) unique.set(key, clause);
  }
  return [...unique.values()];
}
