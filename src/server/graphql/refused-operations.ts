import type { ApolloServerPlugin } from '@apollo/server';
import {
  BREAK,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isRefusal } from '../../access/index.js';
import type { Log } from '../../module/index.js';
import type { AuditService } from '../../modules/audit/index.js';
import { createTellBound, type LeftOut } from '../http/tell-bound.js';
import type { TellViewer } from '../http/told-viewer.js';
import type { ServerContext } from './context.js';

const MAX_FIELDS = 5;

export interface RefusedOperations {
  readonly plugin: ApolloServerPlugin<ServerContext>;
  /** For what was answered without Apollo. */
  tell(operation: ToldOperation): Promise<void>;
  /** Tells what was left out by now. */
  stop(): Promise<void>;
}

export interface ToldOperation {
  readonly errors: readonly GraphQLError[];
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly contextValue: ServerContext;
}

export interface RefusedOperationsOptions {
  readonly schema: GraphQLSchema;
  readonly audit: Pick<AuditService, 'recordAlone'>;
  readonly issuer: string;
  readonly log: Log;
  readonly tellViewer: TellViewer;
  /** Told of what was refused of each operation, without bounds. */
  readonly onRefused?: ((document: DocumentNode, refusals: readonly GraphQLError[]) => void) | undefined;
  /** For how long the same bound holds. */
  readonly windowMilliseconds?: number;
}

/**
 * Tells of operations that `@auth` refused, in whole or in part (OWASP ASVS 5.0 16.3.2): each is one line of the log, and
 * a mutation is an audit event as well. What is told are names of the schema, and who was refused; no value of the
 * request, and no alias. Within 10 s each viewer, and each address of those who are not signed in, gets 5 lines, and all
 * of them 50; how many were left out is told after that.
 */
export function createRefusedOperations(options: RefusedOperationsOptions): RefusedOperations {
  const { schema, audit, log, windowMilliseconds = 10_000 } = options;
  const record = async (event: Parameters<AuditService['recordAlone']>[0]) => {
    try {
      await audit.recordAlone(event);
    } catch (error) {
      log.warn({ err: error }, 'could not record a refused mutation in the audit');
    }
  };
  const bound = createTellBound({
    windowMilliseconds,
    maxLines: 50,
    maxLinesPerKey: 5,
    onLeftOut: async ({ mutation: mutations = 0, query = 0, subscription = 0 }: LeftOut<`${OperationTypeNode}`>) => {
      const operations = mutations + query + subscription;
      log.info({ operations, mutations }, 'more operations were refused than were logged');
      if (mutations === 0) return;
      await record({ type: 'OPERATION_REFUSED', detail: `${mutations} more refused mutations are not listed` });
    },
  });
  const tell = async ({ errors, document, operation, contextValue }: ToldOperation) => {
    const refusals = errors.filter(isOwnRefusal);
    if (refusals.length === 0) return;
    options.onRefused?.(document, refusals);
    const { viewer, client, sessionId } = contextValue;
    const isMutation = operation.operation === OperationTypeNode.MUTATION;
    const group = viewer.authenticated ? 'signed in' : 'anonymous';
    if (!bound.take({ group, key: viewer.subject ?? client.ipAddress, kind: operation.operation })) return;
    const fields = coordinatesOf(schema, document, refusals);
    const { code, reason } = refusals[0]?.extensions ?? {};
    const who = { viewer: options.tellViewer(viewer), ipAddress: client.ipAddress, request: client.requestId };
    log.info({ operation: operation.operation, fields, refusals: refusals.length, code, reason, ...who }, 'refused');
    if (!isMutation) return;
    const userId = viewer.issuer === options.issuer ? viewer.subject : null;
    const detail = `${[code, reason].filter(Boolean).join(' ')}: ${fields.join(', ')}`;
    await record({ type: 'OPERATION_REFUSED', userId, actorId: viewer.subject, sessionId, client, detail });
  };
  const plugin: ApolloServerPlugin<ServerContext> = {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, document, operation, contextValue }) => {
        if (document && operation) await tell({ errors, document, operation, contextValue });
      },
    }),
  };
  return Object.freeze({ plugin, tell, stop: bound.stop });
}

/** But for what is told of a field only because another was refused. */
function isOwnRefusal(error: GraphQLError): boolean {
  return isRefusal(error) && error.extensions.reason !== 'NOT_RUN';
}

/** `Type.field` of what was refused, each once, and not all of many. */
function coordinatesOf(schema: GraphQLSchema, document: DocumentNode, refusals: readonly GraphQLError[]): string[] {
  const nodes = new Set(refusals.flatMap(({ nodes }) => nodes?.[0] ?? []));
  const coordinates = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: (node) => {
        if (nodes.has(node)) coordinates.add(`${typeInfo.getParentType()?.name}.${node.name.value}`);
        return coordinates.size === MAX_FIELDS ? BREAK : undefined;
      },
    }),
  );
  return [...coordinates];
}
