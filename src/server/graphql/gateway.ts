import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { type Executor, JsonText, type WrittenResult } from '../../execution/index.js';
import { executed, type ServerContext } from './context.js';

type Gateway = ApolloServerOptionsWithGateway<ServerContext>['gateway'];

export interface GatewayOptions {
  readonly schema: GraphQLSchema;
  readonly execute: Executor;
}

/** Apollo takes an executor of ours from a gateway alone: so this is one, with nothing behind it. */
export function createGateway({ schema, execute }: GatewayOptions): Gateway {
  return {
    load: async () => ({
      executor: async ({ document, request: { operationName, variables }, context }) => {
        // One of ours: Apollo was given it.
        const before: WrittenResult | undefined = Reflect.get(context, executed);
        return before ?? execute({ document, operationName, variableValues: variables, contextValue: context });
      },
    }),
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    stop: async () => {},
  };
}

/** As Apollo writes a result, with its data as they are written already. */
export function stringifyResult(result: FormattedExecutionResult): string {
  const { errors, data, extensions } = result;
  if (!(data instanceof JsonText)) return `${JSON.stringify(result)}\n`;
  const before = errors ? `"errors":${JSON.stringify(errors)},` : '';
  const after = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
  return `{${before}"data":${data.text}${after}}\n`;
}
