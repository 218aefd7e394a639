import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNullableType,
  isLeafType,
  isNonNullType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { compileValue } from './compile-value.js';
import {
  type CompiledField,
  fail,
  placeBelow,
  readField,
  resolveField,
  type WriteField,
  type Written,
} from './compiled-field.js';
import type { Compiler } from './compiler.js';
import { leafWriter, nonNull } from './leaf.js';
import { isPromise, type MaybePromise } from './promises.js';

/** The field of a response key on objects of a type; undefined if the type has no such field. */
export function compileField(
  compiler: Compiler,
  parentType: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
): WriteField | undefined {
  const [node, ...others] = nodes;
  const definition = node && definitionOf(compiler.schema, parentType, node.name.value);
  if (!definition) return undefined;
  if (definition === TypeNameMetaFieldDef) return () => `"${parentType.name}"`;
  const resolve = compiler.resolverOf(parentType, definition) ?? defaultFieldResolver;
  const field: CompiledField = { key, nodes: [node, ...others], definition, parentType, resolve };
  return isPlain(field) ? plainField(field) : resolvedField(compiler, field);
}

function definitionOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}

/** Most fields of most responses: a property that is there, a leaf, nothing to pass to it. */
function isPlain(field: CompiledField): boolean {
  return isProperty(field) && isLeafType(getNullableType(field.definition.type));
}

function isProperty({ definition, resolve }: CompiledField): boolean {
  return definition.args.length === 0 && resolve === defaultFieldResolver;
}

/** Its place in the response is made only if something is wrong there. */
function plainField(field: CompiledField): WriteField {
  const { type } = field.definition;
  const leaf = leafWriter(type);
  const write = isNonNullType(type) ? nonNull(leaf, field) : leaf;
  return (run, source, parent) => {
    try {
      const value = readField(run, source, field, parent);
      if (!isPromise(value)) return write(value);
      return value.then(write).then(undefined, (fault) => fail(run, fault, field, type, placeBelow(parent, field)));
    } catch (fault) {
      return fail(run, fault, field, type, placeBelow(parent, field));
    }
  };
}

function resolvedField(compiler: Compiler, field: CompiledField): WriteField {
  const { type } = field.definition;
  const isRead = isProperty(field);
  const write = compileValue(compiler, type, field);
  return (run, source, parent) => {
    const path = placeBelow(parent, field);
    const onFault = (fault: unknown) => fail(run, fault, field, type, path);
    try {
      const value = isRead ? readField(run, source, field, parent) : resolveField(run, source, field, path);
      const written: MaybePromise<Written> = isPromise(value)
        ? value.then((resolved) => write(run, resolved, path, path))
        : write(run, value, path, path);
      return isPromise(written) ? written.then(undefined, onFault) : written;
    } catch (fault) {
      return onFault(fault);
    }
  };
}
