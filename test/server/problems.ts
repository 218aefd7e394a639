import { StartupError } from '../../src/errors.js';

/** The lines of the `StartupError` that `run` throws. */
export function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
  throw new TypeError('It did not throw.');
}
