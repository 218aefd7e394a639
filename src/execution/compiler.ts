import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { WriteObject } from './compiled-field.js';
import type { ResolverOf } from './resolver-of.js';

/** Compiles the parts of an operation, when each is needed first. */
export interface Compiler {
  readonly schema: GraphQLSchema;
  readonly fragments: GraphQLResolveInfo['fragments'];
  /** The variables of `@skip` and `@include`. It is theirs: what a resolver does to those of its run is not seen here. */
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly resolverOf: ResolverOf;
  /** What is asked of objects of a type, by response key. */
  compileFields(type: GraphQLObjectType, selected: ReadonlyMap<string, readonly FieldNode[]>): WriteObject;
}
