import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { checkDefinitions } from './definitions.js';
import { checkMarks } from './marks.js';
import { collectMistakes } from './mistakes.js';
import { checkPlaces } from './places.js';
import { type Roles, readRoles } from './roles.js';
import { type Clause, isTokenOnly, type Rule } from './rule.js';
import { readWrittenRules, spokenRule, type WrittenRules } from './written-rules.js';

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
  checkPlaces(schema, roleEnum.name, mistakes);
  const roles = readRoles(roleEnum, mistakes);
  const written = readWrittenRules(schema, roles, mistakes);
  checkMarks(schema, written, mistakes);
  mistakes.throwIfAny();

  const rules = new Map<string, Rule>();
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const rule = effectiveRule(written, type, field);
      if (rule.length > 0) rules.set(`${type.name}.${field.name}`, rule);
    }
  }
  return Object.freeze({ roles, rules });
}

/**
 * Everything ANDs: what is said of the field where it stands, and what the token alone decides of the type that it
 * returns, so that the resolver of what would be refused never runs.
 */
function effectiveRule(written: WrittenRules, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Rule {
  const ofResult = written.get(getNamedType(field.type).name) ?? [];
  const clauses = [...spokenRule(written, type, field), ...ofResult.filter(isTokenOnly)];
  // Of two that say the same the first stays: it stands nearer to the field.
  const unique = new Map<string, Clause>();
  for (const clause of clauses) {
    const key = JSON.stringify(clause.anyOf);
    if (!unique.has(key)) unique.set(key, clause);
  }
  return [...unique.values()];
}
