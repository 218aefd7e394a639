import type { Log } from '../module/index.js';
import type { AnswerRequest } from './http/answer-request.js';
import type { Lifecycle } from './lifecycle.js';

/** What clients are told to wait, too. */
const REST_MILLISECONDS = 1000;

/**
 * Starts a server when a request needs it. A start that fails tells the log why: there is nobody else to tell. The next one
 * is begun a second later at the soonest, or whoever sends requests would have it begun again and again, each time with
 * connections to a database that is away. Until then it rejects at once, with why the last one failed.
 */
export function createStartAtRequest(
  lifecycle: Pick<Lifecycle, 'start' | 'running'>,
  openLog: () => Promise<Log>,
): () => Promise<AnswerRequest> {
  let rest: { readonly until: number; readonly error: unknown } | undefined;
  return async () => {
    const isFirst = lifecycle.running() === undefined;
    if (isFirst && rest && performance.now() < rest.until) throw rest.error;
    try {
      return (await lifecycle.start()).answerGiven;
    } catch (error) {
      if (isFirst) {
        rest = { until: performance.now() + REST_MILLISECONDS, error };
        (await openLog()).error({ err: error }, 'the server cannot start');
      }
      throw error;
    }
  };
}
