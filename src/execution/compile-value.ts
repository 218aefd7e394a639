import { type GraphQLOutputType, isAbstractType, isListType, isNonNullType, isObjectType } from 'graphql';
import { compileAbstract, compileObject } from './compile-composite.js';
import { compileList } from './compile-list.js';
import type { CompiledField, WriteValue } from './compiled-field.js';
import type { Compiler } from './compiler.js';
import { leafOf, noNull, writeLeaf } from './leaf.js';

/** How values of a type are completed (GraphQL §6.4.3), to JSON. */
export function compileValue(compiler: Compiler, type: GraphQLOutputType, field: CompiledField): WriteValue {
  if (isNonNullType(type)) {
    const write = compileValue(compiler, type.ofType, field);
    return (run, value, path, fieldPath) => write(run, value, path, fieldPath) ?? noNull(field);
  }
  const write = compileNotNull(compiler, type, field);
  return (run, value, path, fieldPath) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return write(run, value, path, fieldPath);
  };
}

function compileNotNull(compiler: Compiler, type: GraphQLOutputType, field: CompiledField): WriteValue {
  if (isListType(type)) return compileList(field, type.ofType, compileValue(compiler, type.ofType, field));
  if (isAbstractType(type)) return compileAbstract(compiler, type, field);
  if (isObjectType(type)) return compileObject(compiler, type, field);
  const leaf = leafOf(type);
  return ({ page }, value) => writeLeaf(page, value, leaf);
}
