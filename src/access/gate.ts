import { type GraphQLError, type GraphQLResolveInfo, OperationTypeNode } from 'graphql';
import { analyze, type CertainRefusal, TooLargeError } from './analyze.js';
import type { FieldRule } from './field-rule.js';
import type { Operation } from './operation.js';
import { notRun, refusal, tooLarge } from './refusal.js';

/** Throws if the operation is refused before it runs. */
export type Gate = (operation: Operation, info: GraphQLResolveInfo) => void;

/**
 * All of a mutation runs, or nothing: the first of its root fields decides for every one, the public ones too. The
 * error of a root field is the refusal in it, at its exact path, or says that the field was held back.
 */
export function createGate(ruleOf: (coordinate: string) => FieldRule | undefined): Gate {
  return (operation, info) => {
    // A query answers what is allowed, even if it reaches these fields by some way.
    if (info.operation.operation === OperationTypeNode.QUERY) return;
    const refused = operation.beforeAll(() => look(operation, info, ruleOf));
    if (refused === 'too large') throw tooLarge();
    if (refused.length === 0) return;
    throw errorOf(rootKeyOf(info.path), refused, operation);
  };
}

function look(
  { rights }: Operation,
  info: GraphQLResolveInfo,
  ruleOf: (coordinate: string) => FieldRule | undefined,
): readonly CertainRefusal[] | 'too large' {
  try {
    return analyze(info, ruleOf, rights);
  } catch (error) {
    if (error instanceof TooLargeError) return 'too large';
    throw error;
  }
}

function errorOf(key: string, refused: readonly CertainRefusal[], { viewer }: Operation): GraphQLError {
  const own = refused.find(({ path }) => path[0] === key);
  return own ? refusal(viewer, { path: own.path, nodes: own.node }) : notRun(viewer);
}

function rootKeyOf({ prev, key }: GraphQLResolveInfo['path']): string {
  return prev ? rootKeyOf(prev) : String(key);
}
