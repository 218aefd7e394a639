import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Viewer } from '../../viewer.js';
import { type Decision, decide, decideAlternative } from '../decide/decide.js';
import { type Rights, rightsOf } from '../decide/rights.js';
import { createShapes } from '../introspection/shapes.js';
import type { Rule } from '../rules/rule.js';
import { isRootType } from '../rules/written-rules.js';
import type { CompiledSchema } from './compile-schema.js';
import { placesOf } from './coordinates.js';
import { ruleText } from './rule-text.js';
import { remainderOf } from './standing.js';

/** What a viewer is told of the rule of one place in the schema. */
export interface ToldRule {
  /** `depends`: on the arguments, or on the object. */
  readonly access: 'allowed' | 'refused' | 'depends';
  /** What is asked for, in words; empty if that is not told, or nothing. */
  readonly rule: string;
}

/** By schema coordinate. */
export type ToldRules = ReadonlyMap<string, ToldRule>;

export interface ToldRulesOptions extends CompiledSchema {
  /**
   * What may be told. `full`: every rule, in full. `shaped`: of what this viewer's introspection shows, the verdict, and
   * what it still depends on; a rule names roles and policies that are not theirs to know. `off`: nothing.
   */
  readonly introspection: 'full' | 'shaped' | 'off';
}

/** Tells each viewer the rules of a schema, and what their token makes of them, as the guard decides it. */
export function createToldRules(options: ToldRulesOptions): (viewer: Viewer) => ToldRules {
  const { schema, table, introspection } = options;
  if (introspection === 'off') return () => new Map();
  const shapeFor = introspection === 'shaped' ? createShapes(options) : undefined;
  const full = new Map([...table.rules].map(([coordinate, rule]) => [coordinate, ruleText(rule)]));
  const tell = (rights: Rights): ToldRules => {
    const shape = shapeFor?.(rights);
    const told = new Map<string, ToldRule>();
    for (const coordinate of placesOf(shape ?? schema).keys()) {
      const rule = table.rules.get(coordinate) ?? [];
      if (rule.length === 0) {
        if (isOfRoot(schema, coordinate)) told.set(coordinate, PUBLIC);
        continue;
      }
      const access = ACCESS[decide(rule, rights)];
      told.set(coordinate, {
        access,
        rule: shape ? remainder(rule, rights, shape.getType(typeOf(coordinate))) : (full.get(coordinate) ?? ''),
      });
    }
    addInterfaces(shape ?? schema, told);
    return told;
  };
  // Whoever is not signed in is told the same, and asks as often as they like.
  let toldNobody: ToldRules | undefined;
  return (viewer) => {
    const rights = rightsOf(table.roles, viewer);
    if (rights.authenticated) return tell(rights);
    toldNobody ??= tell(rights);
    return toldNobody;
  };
}

const ACCESS = { granted: 'allowed', refused: 'refused', open: 'depends' } as const satisfies Record<
  Decision,
  ToldRule['access']
>;

const PUBLIC: ToldRule = Object.freeze({ access: 'allowed', rule: 'public' });

/** Root fields without a rule are told, since they say that they are public. */
function isOfRoot(schema: GraphQLSchema, coordinate: string): boolean {
  const type = schema.getType(typeOf(coordinate));
  return isObjectType(type) && isRootType(schema, type) && !coordinate.includes('(');
}

function typeOf(coordinate: string): string {
  return coordinate.split('.')[0] ?? coordinate;
}

/** What is left of a rule for these rights; empty if it names a field of the type that they do not see. */
function remainder(rule: Rule, rights: Rights, type: GraphQLNamedType | undefined): string {
  const left = remainderOf(rule, (condition) => decideAlternative([condition], rights));
  if (left === 'refused') return '';
  const conditions = left.flatMap(({ anyOf }) => anyOf.flat());
  const compared = conditions.flatMap((condition) => ('field' in condition ? condition.field : []));
  const fields = isObjectType(type) ? type.getFields() : {};
  return compared.every((name) => Object.hasOwn(fields, name)) ? ruleText(left) : '';
}

/** Of what an interface declares, what its object types say: all the same, or it depends on the object. */
function addInterfaces(schema: GraphQLSchema, told: Map<string, ToldRule>): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const rule = ofInterface(schema, told, type, field);
      if (rule) told.set(`${type.name}.${field.name}`, rule);
    }
  }
}

function ofInterface(
  schema: GraphQLSchema,
  told: ToldRules,
  type: GraphQLInterfaceType,
  { name }: GraphQLField<unknown, unknown>,
): ToldRule | undefined {
  const each = schema.getPossibleTypes(type).map((object) => told.get(`${object.name}.${name}`));
  const [first, ...others] = each;
  if (each.every((rule) => rule === undefined)) return undefined;
  const isSame = (key: keyof ToldRule) => first !== undefined && others.every((other) => other?.[key] === first[key]);
  return {
    access: first && isSame('access') ? first.access : 'depends',
    rule: first && isSame('rule') ? first.rule : '',
  };
}
