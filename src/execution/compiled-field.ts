import {
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isNonNullType,
  responsePathAsArray,
} from 'graphql';
import { hasProperties } from '../values/value-kinds.js';
import type { ReadArguments } from './compile-arguments.js';
import { locatedError } from './located-error.js';
import type { Piece } from './page.js';
import type { Path, Run } from './run.js';

/** A field as an operation selects it on objects of one type. */
export interface CompiledField {
  /** The response key. */
  readonly key: string;
  /** At least one: the first gives the arguments. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
  /** What the definition has may be another. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown>;
  readonly readArguments: ReadArguments;
}

/**
 * True for what was written on the page of the run. Null for null, which was not. What is promised will be a piece of its
 * own, and nothing of it is on the page.
 */
export type Written = true | null | PromiseLike<Piece | null>;

/**
 * Resolves a field of an object at the place `parent` of the response, and writes it. Throws, or rejects, if the object
 * cannot be without it.
 */
export type WriteField = (run: Run, source: unknown, parent: Path | undefined) => Written;

/**
 * Writes a value that a field, or a list of it, has at a place of the response. What it throws, or rejects with, is to
 * become an error at that place; who catches it takes off the page what was written before.
 */
export type WriteValue = (run: Run, value: unknown, path: Path, fieldPath: Path) => Written;

/** Writes what is asked of an object at a place of the response. */
export type WriteObject = (run: Run, source: unknown, path: Path | undefined) => Written;

/** Calls the field's resolver. */
export function resolveField(run: Run, source: unknown, field: CompiledField, path: Path): unknown {
  const { resolve, readArguments } = field;
  return resolve(source, readArguments(run), run.contextValue, infoOf(run, field, path));
}

/** What a field without a resolver stands for; a method is called, as `defaultFieldResolver` does. */
export function readField(run: Run, source: unknown, field: CompiledField, parent: Path | undefined): unknown {
  if (!hasProperties(source)) return undefined;
  const property = source[field.definition.name];
  return typeof property === 'function' ? resolveField(run, source, field, placeBelow(parent, field)) : property;
}

export function infoOf(run: Run, field: CompiledField, path: Path): GraphQLResolveInfo {
  return {
    fieldName: field.definition.name,
    fieldNodes: field.nodes,
    returnType: field.definition.type,
    parentType: field.parentType,
    path,
    schema: run.schema,
    fragments: run.fragments,
    rootValue: run.rootValue,
    operation: run.operation,
    variableValues: run.variableValues,
  };
}

export function placeBelow(parent: Path | undefined, { key, parentType }: CompiledField): Path {
  return { prev: parent, key, typename: parentType.name };
}

/** A fault at a place where a value of this type should stand: null and an error there, or else the place above has it. */
export function fail(run: Run, fault: unknown, field: CompiledField, type: GraphQLOutputType, path: Path): null {
  // What knows its place is most often one of many.
  const error = isLocated(fault) ? fault : locatedError(fault, field.nodes, responsePathAsArray(path));
  if (isNonNullType(type)) throw error;
  run.errors.add(error, path);
  return null;
}

function isLocated(fault: unknown): fault is GraphQLError {
  return fault instanceof GraphQLError && Array.isArray(fault.path);
}
