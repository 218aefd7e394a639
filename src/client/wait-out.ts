import { ClientError, networkError } from './client-error.js';

const FIRST_PAUSE_MILLISECONDS = 250;
const MAX_PAUSE_MILLISECONDS = 8000;
const ATTEMPT_MILLISECONDS = 10_000;

/** What says nothing about the session: the server is out of reach or overloaded, and the same request may succeed later. */
const OUTAGES: readonly string[] = ['NETWORK_ERROR', 'SERVICE_UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR'];

/** Tries again through an outage, with longer and longer pauses, for so many milliseconds at most. Throws the last error. */
export async function waitOut<T>(attempt: () => Promise<T>, mostMilliseconds: number): Promise<T> {
  const end = performance.now() + mostMilliseconds;
  for (let longest = FIRST_PAUSE_MILLISECONDS; ; longest = Math.min(2 * longest, MAX_PAUSE_MILLISECONDS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ClientError) || !OUTAGES.includes(error.code)) throw error;
      // Clients that lost the server at one moment do not come back at one moment.
      const milliseconds = Math.max(longest * Math.random(), 1000 * (error.retryAfter ?? 0));
      if (performance.now() + milliseconds > end) throw error;
      await pause(milliseconds);
    }
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Runs one attempt, and ends it if there is no answer. */
export async function withinAttempt<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(networkError()), ATTEMPT_MILLISECONDS);
  return run(controller.signal).finally(() => clearTimeout(timer));
}
