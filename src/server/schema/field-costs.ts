import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLNamedOutputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { defaultValueOf } from '../../values/default-value.js';
import { readListSize, readWeight } from './cost-directives.js';
import { type SlicingPath, slicingPath } from './slicing-path.js';

type Field = GraphQLField<unknown, unknown>;

/** An argument, and then the fields of input objects in which a number is; most have none. */
export type SlicingArgument = readonly [SlicingStep, ...SlicingStep[]];

export interface SlicingStep {
  readonly name: string;
  readonly byDefault: unknown;
}

/** How long a list is, or the lists in an object, as arguments and the schema say it. */
export interface Sizing {
  readonly slicingArguments: readonly SlicingArgument[];
  readonly assumedSize: number;
  readonly isOneRequired: boolean;
}

/** What a field costs, as it is selected on a type. */
export interface FieldCost {
  /** Of each object or value that it returns. */
  readonly weight: number;
  readonly type: GraphQLNamedOutputType;
  /** 2 for a list of lists. */
  readonly listDepth: number;
  /** Of the field itself; of several the largest counts. */
  readonly sizings: readonly Sizing[];
  /** The fields of what it returns that have their size from it. */
  readonly sizedFields: ReadonlySet<string>;
  readonly sizedBy: readonly Sizing[];
  readonly arguments: ReadonlyMap<string, { readonly weight: number; readonly type: GraphQLInputType }>;
}

export interface FieldCosts {
  /** Undefined for `__typename`. On an interface, the dearest of all that may be behind it. */
  of(parent: GraphQLCompositeType, field: string): FieldCost | undefined;
  /** Of a list whose size nothing says. */
  readonly listSize: number;
  /** Of an operation with this root type, beside its fields. */
  ofRoot(type: GraphQLCompositeType, byDefault: number): number;
}

/** A page without `first` and `last`, as the toolkit reads them. */
const PAGE_SIZE = 20;
const NO_FIELDS: ReadonlySet<string> = new Set();

/** Reads `@cost` and `@listSize` of a schema in which they have no mistakes. `listSize` is that of lists without any. */
export function createFieldCosts(schema: GraphQLSchema, listSize: number): FieldCosts {
  const known = new Map<string, FieldCost | undefined>();
  const unsized: Sizing = { slicingArguments: [], assumedSize: listSize, isOneRequired: false };
  const make = (parent: GraphQLCompositeType, name: string): FieldCost | undefined => {
    if (isUnionType(parent)) return undefined;
    const own = parent.getFields()[name];
    if (!own) return undefined;
    const behind = isInterfaceType(parent) ? schema.getPossibleTypes(parent) : [];
    const fields = [own, ...behind.flatMap((type) => type.getFields()[name] ?? [])];
    const all = fields.map((field) => sizingOf(schema, field, listSize));
    // What an interface leaves unsaid, the objects behind it say.
    const said = behind.length > 0 && !all[0] ? all.slice(1) : all;
    const sized = said.flatMap((sizing) => sizing?.fields ?? []);
    return {
      weight: Math.max(...fields.map((field) => weightOf(schema, field))),
      type: getNamedType(own.type),
      listDepth: listDepthOf(own.type),
      sizings: said.map((sizing) => (sizing && sizing.fields.length === 0 ? sizing : unsized)),
      sizedFields: sized.length > 0 ? new Set(sized) : NO_FIELDS,
      sizedBy: said.map((sizing) => (sizing && sizing.fields.length > 0 ? sizing : unsized)),
      arguments: new Map(
        own.args.map(({ name: argument, type }) => {
          const same = fields.flatMap(({ args }) => args.find((arg) => arg.name === argument) ?? []);
          return [argument, { weight: Math.max(...same.map((arg) => readWeight(schema, arg) ?? 0)), type }];
        }),
      ),
    };
  };
  return Object.freeze({
    listSize,
    of: (parent: GraphQLCompositeType, name: string) => {
      const coordinate = `${parent.name}.${name}`;
      if (!known.has(coordinate)) known.set(coordinate, make(parent, name));
      return known.get(coordinate);
    },
    ofRoot: (type: GraphQLCompositeType, byDefault: number) => readWeight(schema, type) ?? byDefault,
  });
}

function weightOf(schema: GraphQLSchema, field: Field): number {
  return readWeight(schema, field) ?? typeWeight(schema, getNamedType(field.type));
}

function typeWeight(schema: GraphQLSchema, type: GraphQLNamedOutputType): number {
  if (isLeafType(type)) return readWeight(schema, type) ?? 0;
  if (isObjectType(type)) return readWeight(schema, type) ?? 1;
  const weights = schema.getPossibleTypes(type).map((possible) => readWeight(schema, possible) ?? 1);
  return weights.length > 0 ? Math.max(...weights) : 1;
}

function listDepthOf(type: GraphQLOutputType): number {
  const bare = getNullableType(type);
  return isListType(bare) ? 1 + listDepthOf(bare.ofType) : 0;
}

/** By `@listSize`, or for a Relay connection by `first` and `last`; with the fields that it is the size of. */
function sizingOf(
  schema: GraphQLSchema,
  field: Field,
  listSize: number,
): (Sizing & { readonly fields: readonly string[] }) | undefined {
  const said = readListSize(schema, field) ?? connectionSize(field);
  if (!said) return undefined;
  return {
    slicingArguments: [...new Set(said.slicingArguments)].map((name) => slicingSteps(name, field)),
    assumedSize: said.assumedSize ?? listSize,
    isOneRequired: said.slicingArguments.length > 0 && said.requireOneSlicingArgument,
    fields: said.sizedFields,
  };
}

function slicingSteps(name: string, { args }: Field): SlicingArgument {
  const [argument, ...fields] = slicingPath(name, args);
  return [stepOf(argument), ...fields.map(stepOf)];
}

function stepOf(input: SlicingPath[number]): SlicingStep {
  return { name: input.name, byDefault: defaultValueOf(input) };
}

/** A field whose type is named `…Connection` and has lists of edges or nodes (Relay Cursor Connections §2). */
function connectionSize({ type, args }: Field) {
  const returned = getNamedType(type);
  if (!(isObjectType(returned) || isInterfaceType(returned)) || !returned.name.endsWith('Connection')) return undefined;
  const fields = returned.getFields();
  const sizedFields = ['edges', 'nodes'].filter((name) => fields[name] && listDepthOf(fields[name].type) > 0);
  const isSlicing = (name: string) => name === 'first' || name === 'last';
  const slicingArguments = args
    .filter((argument) => isSlicing(argument.name) && getNullableType(argument.type) === GraphQLInt)
    .map(({ name }) => name);
  if (sizedFields.length === 0 || slicingArguments.length === 0) return undefined;
  return { assumedSize: PAGE_SIZE, slicingArguments, sizedFields, requireOneSlicingArgument: false };
}
