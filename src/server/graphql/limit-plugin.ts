import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { TellViewer } from '../http/told-viewer.js';
import type { RefuseOperation } from '../limits/excess.js';
import { tooComplexBehind } from '../limits/limit-error.js';
import type { ServerContext } from './context.js';
import type { LimitLog } from './limit-log.js';

export interface LimitPluginOptions {
  readonly refuse: RefuseOperation;
  readonly maxTokens: number;
  readonly log: Pick<LimitLog, 'refused'>;
  readonly tellViewer: TellViewer;
}

/**
 * Has an operation above its limits answered with one error, whoever found it: the executor, a rule of validation, or
 * the parser, that has counted its tokens. Apollo gives the errors of the last two codes of its own.
 */
export function createLimitPlugin({
  refuse,
  maxTokens,
  log,
  tellViewer,
}: LimitPluginOptions): ApolloServerPlugin<ServerContext> {
  const find = (errors: readonly GraphQLError[]) => {
    for (const error of errors) {
      const found = tooComplexBehind(hasTooManyTokens(error) ? refuse(tokensAbove(maxTokens)) : error);
      if (found) return found;
    }
    return undefined;
  };
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, request, queryHash, contextValue: { viewer, client } }) => {
        const found = find(errors);
        if (!found) return;
        // Apollo formats the errors of this list afterwards.
        Reflect.apply(Array.prototype.splice, errors, [0, errors.length, found.error]);
        const operation = { name: request.operationName, document: queryHash ?? '' };
        const { ipAddress, requestId } = client;
        log.refused({ ...operation, excess: found.excess, viewer: tellViewer(viewer), ipAddress, requestId });
      },
    }),
  };
}

/** What the parser has counted when it stops. */
export function tokensAbove(maxTokens: number) {
  return { figures: { tokens: maxTokens + 1 }, above: ['tokens'] as const };
}

/** The parser stops at one more than it may take, and says it in words alone. */
function hasTooManyTokens({ extensions, message }: GraphQLError): boolean {
  return extensions.code === 'GRAPHQL_PARSE_FAILED' && saysTooManyTokens(message);
}

export function saysTooManyTokens(message: string): boolean {
  return /^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(message);
}
