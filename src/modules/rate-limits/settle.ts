import { PortcullisError } from '../../errors.js';
import type { Attempt } from './attempts.js';

/** Runs what was counted. What fails for another reason than wrong credentials was no attempt. */
export async function settle<T>(attempt: Attempt, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof PortcullisError && error.code === 'INVALID_CREDENTIALS')) await giveBackIfPossible(attempt);
    throw error;
  }
}

/** The database may be what failed. */
async function giveBackIfPossible(attempt: Attempt): Promise<void> {
  await Promise.allSettled([attempt.giveBack()]);
}
