import type { Written } from './compiled-field.js';

/** A text with gaps, each filled by what a promise gives. */
export class PromisedText {
  readonly #before: string[] = [];
  readonly #gaps: PromiseLike<Written>[] = [];

  /** Adds what stands before the next gap, and what fills it. */
  add(before: string, gap: PromiseLike<Written>): void {
    this.#before.push(before);
    this.#gaps.push(gap);
  }

  /** All of it, with what stands after the last gap. Rejects as soon as a promise does. */
  async fill(after: string): Promise<string> {
    const filled = await Promise.all(this.#gaps);
    let text = '';
    for (const [index, before] of this.#before.entries()) text += before + filled[index];
    return text + after;
  }

  /** Rejects with the fault once its promises have come to their end, or one was rejected: as graphql-js does. */
  async fail(fault: unknown): Promise<never> {
    await Promise.allSettled([Promise.all(this.#gaps)]);
    throw fault;
  }
}
