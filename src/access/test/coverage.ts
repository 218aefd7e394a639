import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { decideAlternative } from '../decide/decide.js';
import { argumentReader } from '../decide/read-argument.js';
import type { Observation } from '../guard/observation.js';
import { ruleText } from '../report/rule-text.js';
import { sentRules } from '../report/sent-rules.js';
import type { AccessTable } from '../rules/compile.js';
import { collectMistakes } from '../rules/mistakes.js';
import { type Alternative, type Clause, isTokenOnly, type Rule } from '../rules/rule.js';
import { readWrittenRules, spokenRule, type WrittenRules } from '../rules/written-rules.js';

/** A part of an `@auth`: one thing that must hold. */
export interface CoveredRule {
  /** `Type.field` */
  readonly coordinate: string;
  readonly location: string;
  /** `role SUPPORT or owner id` */
  readonly text: string;
  readonly isAllowed: boolean;
  readonly isDenied: boolean;
  /** The alternatives of an `anyOf` that have let nobody through by themselves. */
  readonly unused: readonly string[];
}

interface Unit {
  readonly clause: Clause;
  isAllowed: boolean;
  isDenied: boolean;
  readonly used: Set<Alternative>;
}

export interface Coverage {
  /** Counts what was decided; of what is `refused`, refusals alone. */
  add(observations: readonly Observation[], onlyRefusals: boolean): void;
  /** In the order of the schema. */
  rules(): readonly CoveredRule[];
}

type Compiled = { readonly schema: GraphQLSchema; readonly table: AccessTable };

/**
 * Which rules the tests cover, by what the guards have decided. A part is covered if somebody got through it, and if
 * somebody was refused by it, who was signed in if it asks for more than that. So is an alternative of `anyOf` if it
 * alone let somebody through.
 */
export function createCoverage(compiled: Compiled): Coverage {
  const { schema, table } = compiled;
  const written = readWrittenRules(schema, { roles: table.roles, policies: undefined, mistakes: collectMistakes() });
  const units = new Map<string, Unit>();
  for (const clause of [...written.values()].flat())
    units.set(keyOf(clause), { clause, isAllowed: false, isDenied: false, used: new Set() });
  const unitsOf = (rule: Rule) => rule.flatMap((clause) => units.get(keyOf(clause)) ?? []);
  const allow = (rule: Rule, observation: Observation) => {
    for (const unit of unitsOf(rule)) {
      unit.isAllowed = true;
      const through = throughOf(unit.clause, observation, schema);
      if (through.length === 1) for (const each of through) unit.used.add(each);
    }
  };
  const deny = (observation: Observation, applying: Rule) => {
    const { clauses, rights } = observation;
    const said = new Set(clauses.map(saidBy));
    // Of two that say the same, the guards have only the nearer one.
    for (const unit of unitsOf([...clauses, ...applying.filter((clause) => said.has(saidBy(clause)))]))
      if (rights.authenticated || isBare(unit.clause)) unit.isDenied = true;
    if (!rights.authenticated) for (const unit of unitsOf(applying.filter(isBare))) unit.isDenied = true;
  };
  return {
    add: (observations, onlyRefusals) => {
      for (const observation of observations) {
        const applying = applyingRule(schema, written, observation.coordinate);
        if (observation.outcome === 'refused') deny(observation, applying);
        else if (observation.clauses.length > 0) allow(observation.clauses, observation);
        else if (!onlyRefusals) allow([...applying, ...sentTo(compiled, observation)], observation);
      }
    },
    rules: () => [...units.values()].map(toldUnit),
  };
}

function toldUnit({ clause, isAllowed, isDenied, used }: Unit): CoveredRule {
  const { source, anyOf } = clause;
  const unused = anyOf.length > 1 ? anyOf.filter((each) => !used.has(each)).map(alternativeText) : [];
  return { ...source, text: ruleText([clause]), isAllowed, isDenied, unused };
}

function alternativeText(alternative: Alternative): string {
  return ruleText(
    alternative.map((condition) => ({ anyOf: [[condition]], source: { coordinate: '', location: '' }, of: 'field' })),
  );
}

/** The same for the copies of a clause that several schemas have. */
function keyOf(clause: Clause): string {
  return JSON.stringify([clause.source.coordinate, clause.source.location, saidBy(clause)]);
}

function saidBy({ anyOf }: Clause): string {
  return JSON.stringify(anyOf);
}

/** To be signed in is enough. */
function isBare({ anyOf }: Clause): boolean {
  return anyOf.some((alternative) => alternative.length === 0);
}

/** All that is written anywhere about a field of an object type. */
function applyingRule(schema: GraphQLSchema, written: WrittenRules, coordinate: string): Rule {
  const [type, field] = fieldAt(schema, coordinate) ?? [];
  if (!type || !field) return [];
  const ofResult = written.get(getNamedType(field.type).name) ?? [];
  return [...spokenRule(written, type, field), ...ofResult.filter(isTokenOnly)];
}

function fieldAt(schema: GraphQLSchema, coordinate: string) {
  const [typeName = '', name = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  return isObjectType(type) && field ? ([type satisfies GraphQLObjectType, field] as const) : undefined;
}

function sentTo({ schema, table }: Compiled, { coordinate, args }: Observation): Rule {
  const [type, field] = fieldAt(schema, coordinate) ?? [];
  return type && field && args ? sentRules(type, field.name, args, table.rules).flat() : [];
}

/** The alternatives that held, as far as they were looked at. */
function throughOf(
  { anyOf }: Clause,
  { coordinate, rights, args, held }: Observation,
  schema: GraphQLSchema,
): readonly Alternative[] {
  const [, field] = fieldAt(schema, coordinate) ?? [];
  const sent = field && args && ((path: readonly string[]) => argumentReader(field, path)(args));
  const ofObject = new Set(held.map((each) => JSON.stringify(each)));
  return anyOf.filter((each) => {
    const decision = decideAlternative(each, rights, sent);
    return decision === 'granted' || (decision === 'open' && ofObject.has(JSON.stringify(each)));
  });
}

/** The rules of schemas that have the same ones: covered if one of them is. */
export function mergeRules(all: readonly (readonly CoveredRule[])[]): readonly CoveredRule[] {
  const merged = new Map<string, CoveredRule>();
  for (const rule of all.flat()) {
    const key = JSON.stringify([rule.coordinate, rule.location, rule.text]);
    const known = merged.get(key);
    merged.set(key, known ? mergeRule(known, rule) : rule);
  }
  return [...merged.values()];
}

function mergeRule(one: CoveredRule, other: CoveredRule): CoveredRule {
  return {
    ...one,
    isAllowed: one.isAllowed || other.isAllowed,
    isDenied: one.isDenied || other.isDenied,
    unused: one.unused.filter((text) => other.unused.includes(text)),
  };
}
