import { defaultTypeResolver, type GraphQLAbstractType, type GraphQLError, type GraphQLObjectType } from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { inspect } from 'graphql/jsutils/inspect.js';
import { isPromise } from '../values/value-kinds.js';
import { type CompiledField, infoOf, type WriteObject, type WriteValue } from './compiled-field.js';
import type { Compiler } from './compiler.js';
import { errorAt } from './located-error.js';
import { promisedPiece } from './piece.js';
import { runtimeTypeOf } from './runtime-type.js';

/** Objects of one type. */
export function compileObject(compiler: Compiler, type: GraphQLObjectType, field: CompiledField): WriteValue {
  const fieldsOf = createFieldsOf(compiler, field);
  return (run, value, path, fieldPath) => {
    const write = fieldsOf(type);
    if (!type.isTypeOf) return write(run, value, path);
    const is = type.isTypeOf(value, run.contextValue, infoOf(run, field, fieldPath));
    const proceed = (isOfType: boolean) => {
      if (!isOfType) throw notOfType(type, value, field);
      return write(run, value, path);
    };
    return isPromise(is) ? promisedPiece(run.page, is, proceed) : proceed(is);
  };
}

/** Objects whose type is found out for each. */
export function compileAbstract(compiler: Compiler, type: GraphQLAbstractType, field: CompiledField): WriteValue {
  const writers = new Map<GraphQLObjectType, WriteValue>();
  const writeAs = (runtimeType: GraphQLObjectType): WriteValue => {
    const write = writers.get(runtimeType) ?? compileObject(compiler, runtimeType, field);
    writers.set(runtimeType, write);
    return write;
  };
  return (run, value, path, fieldPath) => {
    const info = infoOf(run, field, fieldPath);
    const name: unknown = (type.resolveType ?? defaultTypeResolver)(value, run.contextValue, info, type);
    const writeNamed = (typeName: unknown) =>
      writeAs(runtimeTypeOf(type, value, typeName, info))(run, value, path, fieldPath);
    return isPromise(name) ? promisedPiece(run.page, name, writeNamed) : writeNamed(name);
  };
}

/** What is asked of objects of a type, found out when there is the first of them: an interface can have a thousand types. */
function createFieldsOf(compiler: Compiler, { nodes }: CompiledField): (type: GraphQLObjectType) => WriteObject {
  let compiled: WriteObject | undefined;
  return (type) => {
    const { schema, fragments, conditions } = compiler;
    compiled ??= compiler.compileFields(type, collectSubfields(schema, fragments, conditions, type, nodes));
    return compiled;
  };
}

function notOfType(type: GraphQLObjectType, value: unknown, { nodes }: CompiledField): GraphQLError {
  return errorAt(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, nodes);
}
