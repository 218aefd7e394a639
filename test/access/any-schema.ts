import fc from 'fast-check';
import {
  buildSchema,
  DirectiveLocation,
  type FieldDefinitionNode,
  type GraphQLArgumentConfig,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';
import { accessTypeDefs } from '../../src/access/index.js';

type Pick = fc.GeneratorValue;

/** Something that graphql-js passes on and never looks into. */
class Money {
  readonly cents: number;

  constructor(cents: number) {
    this.cents = cents;
  }
}

class LenientEnum extends GraphQLEnumType {
  override parseValue(value: unknown): unknown {
    return super.parseValue(String(value).toUpperCase());
  }
}

/**
 * A schema with whatever a schema can hold, in code: our definitions, root fields that say who may use them, and fields
 * and types that `@auth` stands on. It need not make sense, but it is one.
 */
export function anySchema(pick: Pick): GraphQLSchema {
  const chance = (percent: number) => pick(fc.nat, { max: 99 }) < percent;
  const one = <T>(values: readonly [T, ...T[]]): T => values[pick(fc.nat, { max: values.length - 1 })] ?? values[0];
  const maybe = <T>(make: () => T): T | undefined => (chance(50) ? make() : undefined);

  const about = () => ({
    description: maybe(() => 'Words.'),
    extensions: one([{}, { plain: 1 }, { [Symbol('some')]: { deep: [] } }, undefined]),
  });
  const member = () => ({ ...about(), deprecationReason: maybe(() => 'It is old.') });
  const strange = (): unknown =>
    one<unknown>([
      new Money(5),
      { equal: 1 },
      { equal: 1 },
      null,
      0,
      -0,
      Number.NaN,
      '',
      [],
      Symbol('inside'),
      () => 1,
    ]);

  const scalars = [
    GraphQLInt,
    GraphQLString,
    new GraphQLScalarType({
      name: 'Money',
      ...about(),
      specifiedByURL: maybe(() => 'https://money.example/'),
      serialize: (value) => (value instanceof Money ? value.cents : value),
      parseValue: (value) => new Money(Number(value)),
      parseLiteral: (node) => new Money(node.kind === Kind.INT ? Number(node.value) : Number.NaN),
    }),
    new GraphQLScalarType({ name: 'Any', ...about() }),
  ];
  const enums = ['E0', 'E1'].map((name) => {
    const values = Object.fromEntries(
      ['A', 'B', 'C'].map((value) => [value, { ...member(), value: chance(70) ? strange() : undefined }]),
    );
    const Enum = chance(30) ? LenientEnum : GraphQLEnumType;
    const type = new Enum({ name, ...about(), values });
    if (chance(20)) type.serialize = () => 'A';
    return type;
  });
  const wrapped = <T extends GraphQLInputType | GraphQLOutputType>(type: T): T | GraphQLList<T> =>
    chance(40) ? new GraphQLList(type) : type;
  const inputs: GraphQLInputObjectType[] = ['In0', 'In1'].map((name) => {
    const isOneOf = chance(30);
    const fields = () => ({
      a: input(!isOneOf),
      b: input(!isOneOf),
      self: { ...member(), type: inputs[0] ?? GraphQLInt },
    });
    return new GraphQLInputObjectType({ name, ...about(), isOneOf, fields: once(fields) });
  });
  const input = (canHaveDefault = true): GraphQLArgumentConfig => ({
    ...member(),
    type: wrapped(one<GraphQLInputType>([GraphQLBoolean, ...scalars, ...enums, ...inputs])),
    defaultValue: canHaveDefault ? maybe(strange) : undefined,
  });
  const args = () => Object.fromEntries(['x', 'y'].filter(() => chance(40)).map((name) => [name, input()]));
  const outputOf = (): GraphQLOutputType => {
    const type = wrapped(one<GraphQLOutputType>([GraphQLInt, ...scalars, ...enums, ...objects, node, either]));
    return chance(30) ? new GraphQLNonNull(type) : type;
  };
  const field = (astNode?: FieldDefinitionNode): GraphQLFieldConfig<unknown, unknown> => ({
    ...member(),
    type: outputOf(),
    args: args(),
    ...(chance(50) && { resolve: () => 1 }),
    ...(chance(50) && { subscribe: () => 1 }),
    astNode,
  });
  const shared = once(() => field());
  const node: GraphQLInterfaceType = new GraphQLInterfaceType({
    name: 'Node',
    ...about(),
    resolveType: maybe(() => () => 'O0'),
    fields: once(() => ({ shared: shared(), own: field() })),
  });
  const objects: GraphQLObjectType[] = ['O0', 'O1'].map(
    (name) =>
      new GraphQLObjectType({
        name,
        ...about(),
        isTypeOf: maybe(() => () => true),
        interfaces: () => (name === 'O0' ? [node] : []),
        fields: once(() => ({
          ...(name === 'O0' ? node.toConfig().fields : {}),
          f: field(chance(40) ? fieldNode('f: Int @auth') : undefined),
          g: field(),
        })),
      }),
  );
  const either: GraphQLUnionType = new GraphQLUnionType({
    name: 'Either',
    ...about(),
    types: () => objects,
    resolveType: maybe(() => () => 'O1'),
  });
  const root = (name: string) =>
    new GraphQLObjectType({
      name,
      ...about(),
      fields: once(() => ({
        open: field(fieldNode('open: Int @public')),
        closed: field(fieldNode('closed: Int @auth(scopes: ["a"])')),
      })),
    });
  const directive = new GraphQLDirective({
    name: 'mark',
    ...about(),
    isRepeatable: chance(50),
    locations: [DirectiveLocation.FIELD, DirectiveLocation.OBJECT],
    args: args(),
  });
  const ours = buildSchema(accessTypeDefs({ role: null })).toConfig();
  const schema = new GraphQLSchema({
    ...about(),
    query: root('Query'),
    mutation: maybe(() => root('Mutation')),
    subscription: maybe(() => root('Subscription')),
    types: [...ours.types.filter(({ name }) => !name.startsWith('__')), ...objects, ...inputs, ...enums],
    directives: [...ours.directives, directive],
    assumeValid: chance(50),
  });
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) addMore(type, chance);
  return schema;
}

/** What others put on a schema after it was made. */
function addMore(type: GraphQLObjectType, chance: (percent: number) => boolean): void {
  if (type.name.startsWith('__')) return;
  if (chance(30)) Object.assign(type, { resolveReference: () => null, [Symbol('traced')]: true });
  for (const field of Object.values(type.getFields())) {
    if (chance(30)) Object.assign(field, { complexity: 3 });
    if (chance(30)) field.extensions = Object.assign(Object.create({ inherited: 1 }), { own: 2 });
    for (const argument of field.args) if (chance(30)) Object.assign(argument, { hint: {} });
  }
}

/** graphql-js may ask for the members of a type more than once, and must get the same. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function fieldNode(sdl: string): FieldDefinitionNode {
  const [type] = parse(`type T { ${sdl} }`).definitions;
  const [node] = type?.kind === Kind.OBJECT_TYPE_DEFINITION ? (type.fields ?? []) : [];
  if (!node) throw new TypeError(`${sdl} is no field.`);
  return node;
}
