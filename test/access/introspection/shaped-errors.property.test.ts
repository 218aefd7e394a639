import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  GraphQLError,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type NameNode,
  parse,
  TypeInfo,
  validate,
  validateSchema,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { rightsOf } from '../../../src/access/decide/rights.js';
import { accessTypeDefs } from '../../../src/access/index.js';
import { createShapedErrors } from '../../../src/access/introspection/shaped-errors.js';
import { createShapes } from '../../../src/access/introspection/shapes.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { rounds } from '../../support/rounds.js';
import { buildSchema } from '../support.js';
import { randomSchemas, viewers } from './random-schema.js';

const DOCUMENTS_EACH = 15;

type Random = (below: number) => number;

/** Mulberry32: the documents of a schema are those of a seed. */
function createRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** A document of names of the full schema, with something wrong here and there. Each field has a key of its own. */
class Author {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  #keys = 0;

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  write(): string {
    const roots = [this.#schema.getQueryType(), this.#schema.getMutationType()].filter((type) => type);
    const root = this.#pick(roots) ?? undefined;
    const operation = root === this.#schema.getQueryType() ? 'query' : 'mutation';
    return `${operation} ${root ? this.#selections(root, 3) : '{ none }'}`;
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[this.#random(from.length)];
  }

  #happens(percent: number): boolean {
    return this.#random(100) < percent;
  }

  #selections(type: GraphQLNamedType, depth: number): string {
    const parts = Array.from({ length: 1 + this.#random(3) }, () => this.#selection(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const types = Object.values(this.#schema.getTypeMap()).filter((each) => !each.name.startsWith('__'));
    if (isAbstractType(type) ? this.#happens(60) : this.#happens(5)) {
      const on = this.#pick(isAbstractType(type) && this.#happens(80) ? this.#schema.getPossibleTypes(type) : types);
      if (on && isCompositeType(on) && depth > 0) return `... on ${on.name} ${this.#selections(on, depth - 1)}`;
    }
    const field = isObjectType(type) || isInterfaceType(type) ? this.#pick(Object.values(type.getFields())) : undefined;
    this.#keys += 1;
    if (!field || this.#happens(5)) return `k${this.#keys}: ${this.#happens(50) ? '__typename' : 'nowhere'}`;
    const args = field.args
      .filter((arg) => this.#happens(isNonNullType(arg.type) ? 95 : 50))
      .map((arg) => `${arg.name}: ${this.#literal(arg.type, 3)}`);
    if (this.#happens(5)) args.push('nowhat: 1');
    const written = `k${this.#keys}: ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}`;
    const inner = getNamedType(field.type);
    const isSelected = isCompositeType(inner) ? depth > 0 && this.#happens(95) : this.#happens(3);
    return isSelected ? `${written} ${this.#selections(inner, depth - 1)}` : written;
  }

  #literal(type: GraphQLInputType, depth: number): string {
    if (this.#happens(4)) return this.#pick(['null', '[{}]', 'NOWHERE', '"text"', '7', '{ nowhat: 1 }']) ?? '1';
    if (isNonNullType(type)) return this.#literal(type.ofType, depth);
    if (isListType(type)) return `[${this.#literal(type.ofType, depth)}]`;
    if (isEnumType(type)) return this.#pick(type.getValues())?.name ?? 'NOWHERE';
    if (!isInputObjectType(type)) return type.name === 'Boolean' ? 'true' : type.name === 'Int' ? '1' : '"text"';
    const fields = Object.values(type.getFields()).filter((field) =>
      isNonNullType(field.type) ? this.#happens(95) : depth > 0 && this.#happens(60),
    );
    return `{ ${fields.map((field) => `${field.name}: ${depth > 0 ? this.#literal(field.type, depth - 1) : 'null'}`).join(', ')} }`;
  }
}

/** Every name of a schema: of types, fields, arguments, and values. */
function namesOf(schema: GraphQLSchema): ReadonlySet<string> {
  return new Set(
    Object.values(schema.getTypeMap()).flatMap((type) => {
      if (isEnumType(type)) return [type.name, ...type.getValues().map(({ name }) => name)];
      if (isInputObjectType(type)) return [type.name, ...Object.keys(type.getFields())];
      if (!isObjectType(type) && !isInterfaceType(type)) return [type.name];
      const fields = Object.values(type.getFields());
      return [type.name, ...fields.flatMap(({ name, args }) => [name, ...args.map((arg) => arg.name)])];
    }),
  );
}

/** The names in a document that the shape does not have where they stand. */
function unknownNames(shape: GraphQLSchema, text: string): readonly NameNode[] {
  const info = new TypeInfo(shape);
  const names: NameNode[] = [];
  visit(
    parse(text),
    visitWithTypeInfo(info, {
      Field: ({ name }) => {
        if (info.getParentType() && !info.getFieldDef()) names.push(name);
      },
      Argument: ({ name }) => {
        if (info.getFieldDef() && !info.getArgument()) names.push(name);
      },
      NamedType: ({ name }) => {
        if (!shape.getType(name.value)) names.push(name);
      },
      ObjectField: ({ name }) => {
        const parent = getNamedType(info.getParentInputType());
        if (isInputObjectType(parent) && !parent.getFields()[name.value]) names.push(name);
      },
    }),
  );
  return names;
}

const withoutSuggestion = (message: string) => message.split(' Did you mean ')[0] ?? '';

test('of any document, each viewer is told the same as if what is hidden were not there', () => {
  let renamings = 0;
  const property = fc.property(randomSchemas, viewers, fc.integer(), ({ sdl }, viewer, seed) => {
    const full = buildSchema(sdl, {}, accessTypeDefs({ role: null }));
    fc.pre(validateSchema(full).length === 0);
    const table = compileAccess(full, { unmarked: 'allow' });
    const shape = createShapes({ schema: full, table })(rightsOf(table.roles, viewer));
    const shapedErrors = createShapedErrors({ schema: full, isOwn: () => false });
    const random = createRandom(seed);
    const shown = namesOf(shape);
    const known = namesOf(full);
    const tell = (text: string) => {
      const document = parse(text);
      const errors = validate(full, document).map(
        ({ message, nodes }) =>
          new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
      );
      return shapedErrors(() => shape, { errors, document }).map(({ message, locations }) => ({ message, locations }));
    };
    for (let count = 0; count < DOCUMENTS_EACH; count += 1) {
      const text = new Author(full, random).write();
      const told = tell(text);
      if (told.length === 0) continue;
      const written = new Set(text.match(/\w+/g));
      const quoted = told.flatMap(({ message }) => message.match(/"[^"]*"/g) ?? []).join(' ');
      const leaked = (quoted.match(/\w+/g) ?? []).filter((name) => known.has(name) && !shown.has(name));
      expect(leaked.filter((name) => !written.has(name))).toEqual([]);
      for (const { value, loc } of unknownNames(shape, text).slice(0, 3)) {
        if (!loc || !known.has(value)) continue;
        renamings += 1;
        const other = `Z${'z'.repeat(value.length - 1)}`;
        const renamed = tell(`${text.slice(0, loc.start)}${other}${text.slice(loc.end)}`);
        const either = new RegExp(`\\b(${value}|${other})"`, 'g');
        const plain = (errors: typeof told) =>
          errors.map(({ message, locations }) => [withoutSuggestion(message).replaceAll(either, '?"'), locations]);
        expect(plain(renamed)).toEqual(plain(told));
      }
    }
  });
  fc.assert(property, { numRuns: rounds(30), endOnFailure: true });
  expect(renamings).toBeGreaterThan(5);
});
