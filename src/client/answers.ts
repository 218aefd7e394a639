import { ClientError } from './client-error.js';
import type { GraphqlAnswer } from './send.js';

/** The server does not take the token that was sent. */
export function isUnauthenticated({ errors }: GraphqlAnswer): boolean {
  return errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ?? false;
}

/** As with a mutation that is refused before it runs: sending it again does nothing twice. */
export function hasDoneNothing({ data }: GraphqlAnswer): boolean {
  return Object.values(data ?? {}).every((each) => each === null);
}

/** Throws a `ClientError` if there is any error. */
export function dataOf<T>({ data, errors }: GraphqlAnswer): T {
  if (errors?.length) throw new ClientError(errors, data);
  return data as T;
}
