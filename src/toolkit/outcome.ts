import { PortcullisError } from '../errors.js';

/** What the promise comes to, and before it `tell` is told how: `OK`, or the code of its error. */
export async function tellOutcome<T>(promise: Promise<T>, tell: (outcome: string) => void): Promise<T> {
  try {
    const value = await promise;
    tell('OK');
    return value;
  } catch (error) {
    tell(error instanceof PortcullisError ? error.code : 'INTERNAL_SERVER_ERROR');
    throw error;
  }
}
