import type * as execution from '../../src/execution/index.js';
import { isHere } from '../support/hosts.js';

type CreateExecutor = typeof execution.createExecutor;

/** The executor of the server, where that takes the version of graphql of this run. */
export const createExecutor: CreateExecutor = isHere('portcullis')
  ? (await import('../../src/execution/index.js')).createExecutor
  : () => {
      throw new TypeError('The server does not take this version of graphql.');
    };
