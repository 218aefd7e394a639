import type { ExecutionResult } from 'graphql';
import { createExecutor, type Executor, JsonText } from '../../../src/execution/index.js';
import type { Driver, Served } from './drivers.js';

/** The executor of the server, which leaves out the guards of what is granted before it runs. */
export const compiled: Driver = {
  name: 'compiled',
  validates: false,
  ask: async (served, { document, operationName, variables, context }) => {
    const { schema, access, rootValue } = served;
    const execute =
      executors.get(served) ?? createExecutor({ schema, ...(access && { chooseResolvers: access.chooseResolvers }) });
    executors.set(served, execute);
    const result = await execute({
      document,
      rootValue,
      operationName,
      variableValues: variables,
      contextValue: context,
    });
    return { ...result, ...(result.data instanceof JsonText && { data: result.data.toJSON() }) } as ExecutionResult;
  },
};

const executors = new WeakMap<Served, Executor>();
