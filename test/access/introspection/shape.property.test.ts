import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  buildClientSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  type IntrospectionQuery,
  introspectionFromSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isSpecifiedDirective,
  isTypeSubTypeOf,
  validateSchema,
} from 'graphql';
import { type Rights, rightsOf } from '../../../src/access/decide/rights.js';
import { createFieldRule } from '../../../src/access/guard/field-rule.js';
import { sameValue } from '../../../src/access/guard/values/same-value.js';
import { accessTypeDefs, type Viewer } from '../../../src/access/index.js';
import { createShapes } from '../../../src/access/introspection/shapes.js';
import type { FieldsType } from '../../../src/access/introspection/visibility.js';
import { type AccessTable, compileAccess } from '../../../src/access/rules/compile.js';
import { defaultValueOf } from '../../../src/values/default-value.js';
import { isSoak } from '../../support/rounds.js';
import { buildSchema } from '../support.js';
import { type RandomSchema, randomSchemas, viewers } from './random-schema.js';
import { coordinatesOf, type Seen, see } from './shape.oracle.js';

interface Drawn extends Seen {
  readonly full: GraphQLSchema;
  readonly shape: GraphQLSchema;
  readonly introspected: IntrospectionQuery;
  readonly table: AccessTable;
  readonly rights: Rights;
}

/** Each property looks at the same schemas and viewers: to make them takes longer than to look. */
// In fewer it would happen that one of the rarer cases is not among them.
const RUNS = isSoak ? 200 : 120;
const seed = Math.floor(Math.random() * 2 ** 31);
const drawn = new Map<string, Drawn>();

function forAny(check: (drawn: Drawn) => void): void {
  const property = fc.property(randomSchemas, viewers, (random, viewer) => {
    const key = `${random.sdl} ${JSON.stringify(viewer)}`;
    const known = drawn.get(key) ?? draw(random, viewer);
    drawn.set(key, known);
    check(known);
  });
  // A schema does not shrink in reasonable time.
  fc.assert(property, { numRuns: RUNS, endOnFailure: true, seed });
}

function draw({ sdl, auths }: RandomSchema, viewer: Viewer): Drawn {
  const full = buildSchema(sdl, {}, accessTypeDefs({ role: null }));
  fc.pre(validateSchema(full).length === 0);
  const table = compileAccess(full, { unmarked: 'allow' });
  const rights = rightsOf(table.roles, viewer);
  const shape = createShapes({ schema: full, table })(rights);
  expect(problemsOf(shape)).toEqual([]);
  const introspected = introspectionFromSchema(shape);
  return { full, shape, introspected, table, rights, ...see(introspectionFromSchema(full), auths, viewer) };
}

describe('for any schema and any viewer', () => {
  test('what he may use is in his shape, and nothing else but what keeps it valid', () => {
    const counts = { most: 0, some: 0, none: 0, staying: 0 };
    forAny(({ full, shape, introspected, visible }) => {
      const shown = coordinatesOf(introspected);
      expect([...visible].filter((coordinate) => !shown.has(coordinate))).toEqual([]);
      const more = [...shown].filter((coordinate) => !visible.has(coordinate) && !isBuiltIn(full, coordinate));
      const isEmpty = !visible.has('Query');
      if (isEmpty) expect(more).toEqual(expect.arrayContaining(['Query', 'Query._nothing']));
      const staying = more.filter((coordinate) => !isEmpty || !/^Query(\._nothing)?$/.test(coordinate));
      expect(staying.filter((coordinate) => !isDeclaredAbove(shape, visible, coordinate))).toEqual([]);
      const share = visible.size / coordinatesOf(introspectionFromSchema(full)).size;
      counts[isEmpty ? 'none' : share > 0.8 ? 'most' : 'some'] += 1;
      if (staying.length > 0) counts.staying += 1;
    });
    // None is rare, so that none passes unseen.
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });

  test('what is enforced says the same of fields, arguments and the values sent', () => {
    const counts = { allowed: 0, refused: 0 };
    forAny(({ full, visible, table, rights }) => {
      const options = { policies: new Map([['may', { decide: () => true, key: undefined }]]), onFailure: () => {} };
      for (const type of ownersOf(full).filter(isObjectType)) {
        for (const field of Object.values(type.getFields())) {
          const place = `${type.name}.${field.name}`;
          if (!visible.has(place) || field.args.some(isRequiredArgument)) continue;
          const rule = createFieldRule(type, field.name, table, options);
          const refuses = (sent: Readonly<Record<string, unknown>>) => rule?.decide(rights, () => sent) === 'refused';
          const defaults = field.args.filter((each) => defaultValueOf(each) !== undefined);
          const least = Object.fromEntries(defaults.map((each) => [each.name, defaultValueOf(each)]));
          expect([place, refuses(least)]).toEqual([place, false]);
          for (const argument of field.args) {
            const { name, type: sentType } = argument;
            for (const [value, needs] of valuesToSend(sentType)) {
              if (sameValue(value, defaultValueOf(argument))) continue;
              const isShown = [`${place}(${name}:)`, ...needs].every((each) => visible.has(each));
              expect([place, name, value, refuses({ ...least, [name]: value })]).toEqual([
                place,
                name,
                value,
                !isShown,
              ]);
              counts[isShown ? 'allowed' : 'refused'] += 1;
            }
          }
        }
      }
    });
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });

  test('clients can build it, with every default that is told', () => {
    forAny(({ introspected }) => {
      const client = buildClientSchema(introspected);
      expect(problemsOf(client)).toEqual([]);
      const told = new Map(inputsOf(client).map(([coordinate, input]) => [coordinate, defaultValueOf(input)]));
      for (const [coordinate, text] of defaultTextsOf(introspected)) {
        expect([coordinate, text !== null, told.get(coordinate) !== undefined]).toEqual([
          coordinate,
          text !== null,
          text !== null,
        ]);
      }
    });
  });

  test('a default is told as it is, or not at all if it names what is hidden, and is then no less optional', () => {
    const counts = { told: 0, untold: 0, loose: 0 };
    forAny(({ full, introspected, shape, secrets }) => {
      const names = new RegExp(`\\b(${['-', ...secrets].join('|')})\\b`);
      const fullTexts = new Map(defaultTextsOf(introspectionFromSchema(full)));
      const inputs = new Map(inputsOf(full));
      for (const [coordinate, text] of defaultTextsOf(introspected)) {
        const original = fullTexts.get(coordinate) ?? null;
        const isSecret = original !== null && names.test(original);
        expect([coordinate, text]).toEqual([coordinate, isSecret ? null : original]);
        if (original !== null) counts[isSecret ? 'untold' : 'told'] += 1;
      }
      for (const [coordinate, { type }] of inputsOf(shape)) {
        const original = String(inputs.get(coordinate)?.type);
        if (String(type) === original) continue;
        expect([coordinate, `${String(type)}!`]).toEqual([coordinate, original]);
        const [, member] = coordinate.split('.');
        const alike = [...fullTexts].filter(([each]) => each === coordinate || each.split('.')[1] === member);
        expect(alike.some(([, each]) => each !== null && names.test(each))).toBe(true);
        counts.loose += 1;
      }
    });
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });

  test('fields keep their types, and types their visible interfaces, but for what no visible type satisfies', () => {
    forAny(({ full, shape, visible }) => {
      for (const type of ownersOf(shape)) {
        const original = full.getType(type.name);
        if (!isObjectType(original) && !isInterfaceType(original)) throw new Error(type.name);
        for (const [name, field] of Object.entries(type.getFields())) {
          if (visible.has(`${type.name}.${name}`)) {
            expect(String(field.type)).toBe(String(original.getFields()[name]?.type));
          }
        }
        if (!visible.has(type.name)) continue;
        for (const { name } of original.getInterfaces()) {
          const declared = shape.getType(name);
          if (!isInterfaceType(declared) || type.getInterfaces().includes(declared)) continue;
          expect([type.name, name, satisfies(shape, type, declared)]).toEqual([type.name, name, false]);
        }
      }
    });
  });
});

/** Values of an enum, each with the coordinates that must be visible for it to be sent. */
function valuesToSend(type: GraphQLInputType): readonly (readonly [unknown, readonly string[]])[] {
  const named = getNamedType(type);
  if (!isEnumType(named)) return [];
  const isList = isListType(getNullableType(type));
  return named.getValues().map(({ name, value }) => [isList ? [value] : value, [`${named.name}.${name}`]]);
}

function problemsOf(schema: GraphQLSchema): readonly string[] {
  return validateSchema(schema).map(({ message }) => message);
}

/** Strings and booleans are what introspection is told in, and our law is silent about the directives of GraphQL. */
function isBuiltIn(full: GraphQLSchema, coordinate: string): boolean {
  const directive = full.getDirective(coordinate.replace(/^@|\(.*/g, ''));
  return ['String', 'Boolean'].includes(coordinate) || (directive != null && isSpecifiedDirective(directive));
}

/** True if a visible interface of the type wants it. */
function isDeclaredAbove(shape: GraphQLSchema, visible: ReadonlySet<string>, coordinate: string): boolean {
  const [name = '', member = ''] = coordinate.split('.');
  const type = ownersOf(shape).find((each) => each.name === name);
  return type?.getInterfaces().some((each) => visible.has(`${each.name}.${member}`)) ?? false;
}

function ownersOf(schema: GraphQLSchema): readonly FieldsType[] {
  return Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .filter((type) => isObjectType(type) || isInterfaceType(type));
}

function satisfies(shape: GraphQLSchema, type: FieldsType, declared: GraphQLInterfaceType): boolean {
  const above = Object.values(declared.getFields());
  return (
    declared.getInterfaces().every((each) => type.getInterfaces().includes(each)) &&
    above.every(({ name, type: wanted, args }) => {
      const field = type.getFields()[name];
      const extra = field?.args.filter((each) => !args.some((other) => other.name === each.name)) ?? [];
      return field && isTypeSubTypeOf(shape, field.type, wanted) && !extra.some(isRequiredArgument);
    })
  );
}

function inputsOf(schema: GraphQLSchema): readonly (readonly [string, GraphQLArgument | GraphQLInputField])[] {
  const ofFields = ownersOf(schema).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) =>
      field.args.map((each) => [`${type.name}.${field.name}(${each.name}:)`, each] as const),
    ),
  );
  const ofInputs = Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((each) => [`${type.name}.${each.name}`, each] as const));
  const ofDirectives = schema
    .getDirectives()
    .filter((directive) => !isSpecifiedDirective(directive))
    .flatMap(({ name, args }) => args.map((each) => [`@${name}(${each.name}:)`, each] as const));
  return [...ofFields, ...ofInputs, ...ofDirectives];
}

function defaultTextsOf({ __schema }: IntrospectionQuery): readonly (readonly [string, string | null])[] {
  return [
    ...__schema.types.flatMap((type) => {
      if (type.name.startsWith('__')) return [];
      if (type.kind === 'INPUT_OBJECT')
        return type.inputFields.map((each) => [`${type.name}.${each.name}`, each.defaultValue ?? null] as const);
      if (type.kind !== 'OBJECT' && type.kind !== 'INTERFACE') return [];
      return type.fields.flatMap((field) =>
        field.args.map((each) => [`${type.name}.${field.name}(${each.name}:)`, each.defaultValue ?? null] as const),
      );
    }),
    ...__schema.directives
      .filter(({ name }) => name === 'd')
      .flatMap(({ name, args }) => args.map((each) => [`@${name}(${each.name}:)`, each.defaultValue ?? null] as const)),
  ];
}
