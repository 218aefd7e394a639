import { ClientError, networkError } from './client-error.js';

const FIRST_PAUSE_MILLISECONDS = 250;
const MAX_PAUSE_MILLISECONDS = 8000;
const ATTEMPT_MILLISECONDS = 10_000;

/** What says nothing about the session: the server is out of reach or overloaded, and the same request may succeed later. */
const OUTAGES: readonly string[] = ['NETWORK_ERROR', 'SERVICE_UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR'];

/** Tries again through an outage, with longer and longer pauses, for so many milliseconds at most. Throws the last error. */
export async function waitOut<T>(attempt: () => Promise<T>, milliseconds: number): Promise<T> {
  const end = performance.now() + milliseconds;
  for (let longest = FIRST_PAUSE_MILLISECONDS; ; longest = Math.min(2 * longest, MAX_PAUSE_MILLISECONDS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ClientError) || !OUTAGES.includes(error.code)) throw error;
      // Clients that lost the server at one moment do not come back at one moment.
      const pause = Math.max(longest * Math.random(), 1000 * (error.retryAfter ?? 0));
      if (performance.now() + pause > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Runs one attempt, and ends it if there is no answer. */
export async function withinAttempt<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(networkError()), ATTEMPT_MILLISECONDS);
  return run(controller.signal).finally(() => clearTimeout(timer));
}
