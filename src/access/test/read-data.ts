import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isEnumType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type ObjectFieldNode,
  type ObjectValueNode,
  type ValueNode,
} from 'graphql';
import { splitBracket } from './brackets.js';
import { readLiteral } from './literal.js';
import { Misreading } from './misreading.js';

/** `Type.field(argument: …) = value` */
export interface Fixture {
  readonly coordinate: string;
  /** What has to be sent for it; none if it answers whatever is sent. */
  readonly args: readonly ObjectFieldNode[];
  readonly value: ValueNode;
}

const FORM = 'Write: Type.field = value, or Type.field(argument: …) = value';

/** Throws a `Misreading` for what the schema does not have. */
export function readFixture(text: string, schema: GraphQLSchema): Fixture {
  const [all, typeName = '', name = ''] = /^(\w+)\.(\w+)\s*/.exec(text) ?? [];
  if (all === undefined) throw new Misreading(`"${text.split('\n', 1)[0]}" is no data. ${FORM}`);
  const behind = text.slice(all.length);
  const [sent, rest] = behind.startsWith('(') ? splitBracket(behind) : ['', behind];
  const [assign] = /^\s*=\s*/.exec(rest) ?? [];
  if (assign === undefined) throw new Misreading(`There is no "=" behind ${typeName}.${name}. ${FORM}`);
  const field = fieldOf(schema, typeName, name);
  const args = sent === '' ? [] : argumentsOf(sent, `${typeName}.${name}`, field);
  const value = readLiteral(rest.slice(assign.length));
  checkValue(value, field.type, {
    schema,
    where: `${typeName}.${name}`,
    known: ['sub', ...field.args.map((each) => each.name)],
  });
  return { coordinate: `${typeName}.${name}`, args, value };
}

function fieldOf(schema: GraphQLSchema, typeName: string, name: string): GraphQLField<unknown, unknown> {
  const type = schema.getType(typeName);
  if (!type || isIntrospectionType(type)) throw new Misreading(`There is no type ${typeName}.`);
  if (!isObjectType(type)) throw new Misreading(`${typeName} is no object type, and nothing answers its fields.`);
  return ownField(type, name);
}

function ownField(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> {
  const field = type.getFields()[name];
  if (field) return field;
  throw new Misreading(`${type.name} has no field ${name}. It has ${Object.keys(type.getFields()).join(', ')}.`);
}

function argumentsOf(
  sent: string,
  where: string,
  { args }: GraphQLField<unknown, unknown>,
): readonly ObjectFieldNode[] {
  const read = readLiteral(`{${sent.slice(1, -1)}}`);
  const fields = read.kind === Kind.OBJECT ? read.fields : [];
  const unknown = fields.find(({ name }) => !args.some((each) => each.name === name.value));
  if (!unknown) return fields;
  const names = args.map(({ name }) => name).join(', ');
  throw new Misreading(
    `${where} has no argument ${unknown.name.value}. ${names ? `It has ${names}.` : 'It has none.'}`,
  );
}

interface Site {
  readonly schema: GraphQLSchema;
  readonly where: string;
  /** The variables that stand there. */
  readonly known: readonly string[];
}

/** So that a slip of the pen is no value that nobody asks for. */
function checkValue(node: ValueNode, type: GraphQLOutputType, site: Site): void {
  const { where, known } = site;
  if (node.kind === Kind.VARIABLE) {
    if (known.includes(node.name.value)) return;
    throw new Misreading(
      `${where}: There is no $${node.name.value}. There is ${known.map((name) => `$${name}`).join(', ')}.`,
    );
  }
  if (node.kind === Kind.NULL) {
    if (isNonNullType(type)) throw new Misreading(`${where} cannot be null: it is ${type}.`);
    return;
  }
  const named = getNullableType(type);
  if (isListType(named)) {
    if (node.kind !== Kind.LIST) throw new Misreading(`${where} is a list. Write [ ] around it.`);
    for (const item of node.values) checkValue(item, named.ofType, site);
  } else if (isObjectType(named) || isAbstractType(named)) {
    if (node.kind !== Kind.OBJECT) throw new Misreading(`${where} is an object. Write { field: value }.`);
    checkObject(node, isObjectType(named) ? named : runtimeType(node, site, named.name), site);
  } else if (!isLeaf(node, named)) throw new Misreading(`${where} is ${type}, and this is none of it.`);
}

function checkObject({ fields }: ObjectValueNode, type: GraphQLObjectType, site: Site): void {
  for (const { name, value } of fields) {
    if (name.value === '__typename') continue;
    checkValue(value, ownField(type, name.value).type, { ...site, where: `${site.where}: ${type.name}.${name.value}` });
  }
}

function runtimeType({ fields }: ObjectValueNode, { schema, where }: Site, abstract: string): GraphQLObjectType {
  const written = fields.find(({ name }) => name.value === '__typename')?.value;
  const name = written && 'value' in written ? written.value : undefined;
  const found = typeof name === 'string' ? schema.getType(name) : undefined;
  const known = schema.getType(abstract);
  if (isObjectType(found) && isAbstractType(known) && schema.isSubType(known, found)) return found;
  const names = isAbstractType(known) ? schema.getPossibleTypes(known).map((each) => each.name) : [];
  throw new Misreading(
    `${where} is ${abstract}, and can be ${names.join(', ')}. Say which: { __typename: "${names[0]}" }.`,
  );
}

const KINDS: Readonly<Record<string, readonly ValueNode['kind'][]>> = {
  ID: [Kind.STRING, Kind.INT],
  String: [Kind.STRING],
  Int: [Kind.INT],
  Float: [Kind.INT, Kind.FLOAT],
  Boolean: [Kind.BOOLEAN],
};

function isLeaf(node: ValueNode, type: GraphQLOutputType): boolean {
  if (isEnumType(type)) return 'value' in node && type.getValue(String(node.value)) !== undefined;
  return 'name' in type && (KINDS[type.name]?.includes(node.kind) ?? true);
}
