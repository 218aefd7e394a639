import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { selectedFields } from './selection.js';
import { type Asking, type Verdict, verdictOf } from './verdict.js';

/** What each path of an operation answers to somebody. */
export interface Explanation {
  readonly operation: OperationTypeNode;
  readonly paths: readonly ExplainedPath[];
  /** There are more paths than are told. */
  readonly isCut: boolean;
  /** Of a mutation or a subscription: what is refused whatever the objects are, so that nothing of it runs. */
  readonly holdsBack: readonly (readonly string[])[];
}

export interface ExplainedPath extends Verdict {
  /** Response keys, without the indices of lists. */
  readonly path: readonly string[];
  /** The types of the object that this is said of; empty if it is all that it can have. */
  readonly on: readonly string[];
}

const MAX_PATHS = 1000;
const MAX_FIELDS = 20_000;
const MAX_REFUSALS = 200;
