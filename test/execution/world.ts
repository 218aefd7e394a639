import { createHash } from 'node:crypto';
import {
  buildSchema,
  type GraphQLAbstractType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';

const FIELDS = `
  id: ID!
  text: String
  word: String!
  int: Int
  float: Float
  is: Boolean
  level: Level
  json: Json
  a: A
  mustA: A!
  b: B
  c: C
  node: Node
  mustNode: Node!
  any: Any
  as: [A]
  mustAs: [A!]!
  nodes: [Node!]
  words: [String!]
  maybe: [String]
  grid: [[Int!]]
  of(x: Int = 3, y: [String], input: In): String
  need(x: Int!): A
`;

const SDL = `
  scalar Json
  enum Level { LOW HIGH }
  input In { n: Int = 1, of: In }
  interface Node { ${FIELDS} }
  union Any = A | B | C
  type A implements Node { ${FIELDS} }
  type B implements Node { ${FIELDS} }
  type C implements Node { ${FIELDS} }
  type Query { ${FIELDS} }
  type Mutation { ${FIELDS} }
`;

/** What was called with what, in order. */
export type Calls = string[];

/** A schema that does all that a schema may, as its seed has it: the same for whoever executes an operation on it. */
export interface World {
  readonly schema: GraphQLSchema;
  readonly rootValue: unknown;
}

/** A number below `sides` for a name: always the same. */
type Dice = (name: string, sides: number) => number;

export interface WorldOptions {
  /** Whether some of it is promised. */
  readonly isAsync: boolean;
}

export function world(seed: number, { isAsync }: WorldOptions): World {
  const dice: Dice = (name, sides) => createHash('md5').update(`${seed} ${name}`).digest().readUInt32LE() % sides;
  const schema = buildSchema(SDL);
  const make = createMake(schema, dice, isAsync);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) giveResolveType(type, dice, isAsync);
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    if (type.name === 'B') type.isTypeOf = (value) => dice(`B? ${placeOf(value)}`, 9) > 0;
    if (type.name === 'C') {
      const isC = (value: unknown) => dice(`C? ${placeOf(value)}`, 9) > 0;
      type.isTypeOf = isAsync ? async (value) => isC(value) : isC;
    }
    for (const field of Object.values(type.getFields())) {
      if (dice(`resolver ${type.name}.${field.name}`, 3) > 0) continue;
      field.resolve = (source, args, calls: Calls, info) => {
        calls.push(call(args, info));
        return make(field.type, `${placeOf(source)}.${field.name}${JSON.stringify(args)}`);
      };
    }
  }
  return { schema, rootValue: new Proxy({ place: 'root', typeName: 'Query' }, sourceHandler(schema, dice, make)) };
}

function call(args: unknown, info: GraphQLResolveInfo): string {
  const { parentType, fieldName, fieldNodes, returnType, path, operation, variableValues, fragments } = info;
  return JSON.stringify([
    responsePathAsArray(path),
    path.typename,
    `${parentType}.${fieldName}: ${returnType}`,
    args,
    fieldNodes.map(({ loc }) => loc?.start),
    operation.loc?.start,
    variableValues,
    Object.keys(fragments),
  ]);
}

function giveResolveType(type: GraphQLAbstractType, dice: Dice, isAsync: boolean): void {
  const kind = dice(`resolveType ${type.name}`, 4);
  if (kind === 0) return;
  const nameOf = (value: unknown) => {
    const odd = dice(`type of ${placeOf(value)}`, 30);
    if (odd === 0) throw new Error('no type');
    return [undefined, null, 'Nobody', 'Level', 'Query', 7][odd - 1] ?? typeNameOf(value);
  };
  // What is no name is given on purpose.
  const resolve = isAsync && kind === 1 ? async (value: unknown) => nameOf(value) : nameOf;
  Object.assign(type, { resolveType: resolve });
}

interface Source {
  readonly place: string;
  readonly typeName: string;
}

function sourceOf(value: unknown): Source {
  if (typeof value !== 'object' || value === null || !('place' in value) || !('typeName' in value)) {
    return { place: String(value), typeName: '' };
  }
  return { place: String(value.place), typeName: String(value.typeName) };
}

const placeOf = (value: unknown) => sourceOf(value).place;
const typeNameOf = (value: unknown) => sourceOf(value).typeName;

type Make = (type: GraphQLOutputType, place: string) => unknown;

/** An object whose properties are values, or methods that give them. */
function sourceHandler(schema: GraphQLSchema, dice: Dice, make: Make): ProxyHandler<Source> {
  return {
    get: (source, name) => {
      if (name === 'place' || name === 'typeName') return source[name];
      if (name === '__typename') return source.typeName;
      const type = schema.getType(source.typeName);
      if (typeof name !== 'string' || !isObjectType(type)) return undefined;
      const field = type.getFields()[name];
      if (!field) return undefined;
      const place = `${source.place}.${name}`;
      if (dice(`method ${place}`, 4) > 0) return make(field.type, place);
      return (args: unknown, calls: Calls, info: GraphQLResolveInfo) => {
        calls.push(call(args, info));
        return make(field.type, place);
      };
    },
  };
}

/** The same values whether they are promised or there at once. */
function createMake(schema: GraphQLSchema, dice: Dice, isAsync: boolean): Make {
  const make: Make = (type, place) => {
    const kind = dice(`kind ${place}`, 40);
    if (kind === 0) return null;
    if (kind === 1) return undefined;
    if (kind === 2) throw new Error(`thrown at ${place}`);
    if (kind === 3) return new Error(`returned at ${place}`);
    if (kind === 4) return fault(new Error(`rejected at ${place}`));
    const value = plain(type, place);
    if (!isAsync || kind > 10) return value;
    if (kind === 5) return thenable(value);
    return kind === 6 ? new Promise((resolve) => setImmediate(() => resolve(value))) : Promise.resolve(value);
  };
  const fault = (error: Error) => {
    if (!isAsync) throw error;
    return rejected(error);
  };
  const itemOf: Make = (type, place) => {
    try {
      return make(type, place);
    } catch (error) {
      return error;
    }
  };
  const plain: Make = (type, place) => {
    if (isNonNullType(type)) return plain(type.ofType, place);
    if (isListType(type)) {
      const items = Array.from({ length: dice(`length ${place}`, 4) }, (_, index) =>
        itemOf(type.ofType, `${place}.${index}`),
      );
      return listOf(items, dice(`list ${place}`, 16));
    }
    if (isLeafType(type)) return leafOf(type.name, dice(`leaf ${place}`, 1000));
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    const { name } = types[dice(`which ${place}`, types.length)] ?? type;
    return new Proxy({ place, typeName: name }, sourceHandler(schema, dice, make));
  };
  return make;
}

/** In a list that is not looked at to its end, nobody may ever look at it. */
function rejected(error: Error): Promise<never> {
  const promise = Promise.reject(error);
  promise.catch(() => {});
  return promise;
}

/** Whatever has a method `then` is a promise. */
function thenable(value: unknown): unknown {
  const promise = Promise.resolve(value);
  // biome-ignore lint/suspicious/noThenProperty: it is the point
  return { then: promise.then.bind(promise) };
}

function listOf(items: readonly unknown[], kind: number): unknown {
  if (kind === 0) return 'no list';
  if (kind === 1) return new Map(items.entries()).values();
  if (kind === 2) return items.values();
  if (kind === 3) return endingBadly(items);
  return items;
}

function* endingBadly(items: readonly unknown[]): Generator<unknown> {
  yield* items;
  throw new Error('no more items');
}

const LEAVES: Readonly<Record<string, readonly unknown[]>> = {
  ID: ['id', 7, '"quoted"', '\u2028', Number.NaN],
  String: [
    'text',
    'tab\t',
    'back\\slash',
    '\ud800 alone',
    'x'.repeat(60),
    `${'é'.repeat(60)}\n`,
    1.5,
    true,
    { no: 'text' },
  ],
  Int: [0, -0, 7, -2_147_483_648, 2_147_483_647, 2_147_483_648, 1.5, '12', '', true, 'x', Number.NaN],
  Float: [0, -0, 1.5, 1e21, 5e-324, '2.5', false, Number.POSITIVE_INFINITY, 'x'],
  Boolean: [true, false, 1, 0, 'true'],
  Level: ['LOW', 'HIGH', 'NONE', 3],
  Json: ['"', 1, true, { of: [1, { b: null }], __proto__: null }, [], new Date(0)],
};

function leafOf(name: string, number: number): unknown {
  const values = LEAVES[name] ?? [];
  return values[number % values.length];
}
