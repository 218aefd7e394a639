import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import type { Access } from '../access/index.js';
import { createExecutor, JsonText } from '../execution/index.js';
import type { Context } from './context.js';

type Gateway = ApolloServerOptionsWithGateway<Context>['gateway'];

/** Apollo takes an executor of ours from a gateway alone: so this is one, with nothing behind it. */
export function createGateway({ schema, schemaFor }: Pick<Access, 'schema' | 'schemaFor'>): Gateway {
  const execute = createExecutor({ schema, schemaFor });
  return {
    load: async () => ({
      executor: async ({ document, request: { operationName, variables }, context }) =>
        execute({ document, operationName, variableValues: variables, contextValue: context }),
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

/** The data of a result, whoever made it. */
export function valuesOf(data: FormattedExecutionResult['data']): FormattedExecutionResult['data'] {
  return data instanceof JsonText ? data.toJSON() : data;
}
