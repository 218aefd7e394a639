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
import { isPromise } from '../values/value-kinds.js';
import { compileArguments } from './compile-arguments.js';
import { compileValue } from './compile-value.js';
import { type CompiledField, fail, placeBelow, readField, resolveField, type WriteField } from './compiled-field.js';
import type { Compiler } from './compiler.js';
import { leafOf, noNull, writeLeaf } from './leaf.js';
import type { Page } from './page.js';
import { promisedPiece } from './piece.js';
import { stampOf } from './stamp.js';

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
  if (definition === TypeNameMetaFieldDef) return typeNameField(parentType);
  const resolve = compiler.resolverOf(parentType, definition) ?? defaultFieldResolver;
  const readArguments = compileArguments(definition, node);
  const field: CompiledField = { key, nodes: [node, ...others], definition, parentType, resolve, readArguments };
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

function typeNameField({ name }: GraphQLObjectType): WriteField {
  const stamp = stampOf(`"${name}"`);
  return ({ page }) => {
    page.putStamp(stamp);
    return true;
  };
}

/** Its place in the response is made only if something is wrong there. */
function plainField(field: CompiledField): WriteField {
  const { type } = field.definition;
  const leaf = leafOf(type);
  const isNonNull = isNonNullType(type);
  const write = (page: Page, value: unknown) => writeLeaf(page, value, leaf) ?? (isNonNull ? noNull(field) : null);
  return (run, source, parent) => {
    const { page } = run;
    try {
      const value = readField(run, source, field, parent);
      if (!isPromise(value)) return write(page, value);
      const onFault = (fault: unknown) => fail(run, fault, field, type, placeBelow(parent, field));
      return promisedPiece(page, value, (resolved) => write(page, resolved)).then(undefined, onFault);
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
    const { page } = run;
    const mark = page.at;
    const path = placeBelow(parent, field);
    try {
      const value = isRead ? readField(run, source, field, parent) : resolveField(run, source, field, path);
      const written = isPromise(value)
        ? promisedPiece(page, value, (resolved) => write(run, resolved, path, path))
        : write(run, value, path, path);
      if (written === true || written === null) return written;
      return written.then(undefined, (fault) => fail(run, fault, field, type, path));
    } catch (fault) {
      page.backTo(mark);
      return fail(run, fault, field, type, path);
    }
  };
}
