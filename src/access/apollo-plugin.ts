import type { ApolloServerPlugin, BaseContext, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema, visit } from 'graphql';
import { fragmentsOf } from './check.js';
import { answerFromShape } from './introspection/answer.js';
import { introspectionOf } from './introspection/introspection.js';
import type { ShapeFor } from './introspection/shapes.js';
import type { Rights } from './rights.js';
import { readVariables } from './variables.js';

export interface ApolloPluginOptions {
  /** The schema that documents are validated against: the full one. */
  readonly schema: GraphQLSchema;
  readonly shapeFor: ShapeFor;
  readonly rightsOfContext: (context: unknown) => Rights;
}

const OTHER_SCHEMA =
  'The server has another schema than the guarded one, so its rules may not be enforced. ' +
  'Give it `access.schema` as it is; what is to be wrapped or renamed, change before protectSchema.';

/**
 * Shows each viewer the schema that he can use: an operation that introspects is answered from his shape, and may ask
 * for nothing else. All other operations go their way, and are refused by the guards of the schema. A server with another
 * schema does not start.
 */
export function createApolloPlugin(options: ApolloPluginOptions): ApolloServerPlugin {
  const introspects = createIntrospectionFinder();
  const assertOurs = (schema: GraphQLSchema) => {
    if (schema !== options.schema) throw new TypeError(OTHER_SCHEMA);
  };
  return {
    serverWillStart: async ({ schema }) => assertOurs(schema),
    requestDidStart: async ({ schema, request: { query } }) => {
      // A gateway may have given the server another one meanwhile.
      assertOurs(schema);
      // Most requests say neither: nothing more is done for them. Without a query it is a persisted one.
      if (query !== undefined && !/__(schema|type)\b/.test(query)) return undefined;
      let answer: ExecutionResult | undefined;
      return {
        didResolveOperation: async (request) => {
          if (introspects(request.document)) answer = answerOf(request, options);
        },
        responseForOperation: async ({ response: { http } }) => {
          if (!answer) return null;
          return { http, body: { kind: 'single', singleResult: { data: answer.data ?? null } } };
        },
      };
    },
  };
}

/** Undefined if nothing is introspected after all. What is thrown here, Apollo formats like any other error. */
function answerOf(
  { document, operation, request, contextValue }: GraphQLRequestContextDidResolveOperation<BaseContext>,
  { schema, shapeFor, rightsOfContext }: ApolloPluginOptions,
): ExecutionResult | undefined {
  // Apollo answers an operation that is not there by itself.
  if (!operation) return undefined;
  const variables = readVariables(schema, operation, request.variables);
  // Variables that do not fit are an error of the execution, which comes to nothing.
  if ('misfits' in variables) return undefined;
  const parts = { operation, fragments: fragmentsOf(document), variableValues: variables.values };
  const introspection = introspectionOf(parts);
  if (introspection.kind === 'none') return undefined;
  if (introspection.kind === 'refused') throw badRequest(introspection.error);
  const answer = answerFromShape(shapeFor(rightsOfContext(contextValue)), { ...parts, fields: introspection.fields });
  const [error] = answer.errors ?? [];
  if (error) throw badRequest(error);
  return answer;
}

function badRequest({ message, nodes, extensions }: GraphQLError): GraphQLError {
  const code = extensions.code ?? 'BAD_USER_INPUT';
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code, http: { status: 400 } } });
}

/** Most documents have no such field, and a document is looked at once. */
function createIntrospectionFinder(): (document: DocumentNode) => boolean {
  const known = new WeakMap<DocumentNode, boolean>();
  return (document) => {
    const before = known.get(document);
    if (before !== undefined) return before;
    let isFound = false;
    visit(document, {
      Field: ({ name }) => {
        isFound ||= name.value === '__schema' || name.value === '__type';
      },
    });
    known.set(document, isFound);
    return isFound;
  };
}
