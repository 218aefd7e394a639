import type { Piece } from './page.js';
import { joined } from './piece.js';
import type { MaybePromise } from './promises.js';

const NULL = 'null';

/** A text with gaps, each filled by what a promise gives. */
export class PromisedPieces {
  readonly #before: Piece[] = [];
  readonly #gaps: PromiseLike<Piece | null>[] = [];

  /** Adds what stands before the next gap, and what fills it. */
  add(before: Piece, gap: PromiseLike<Piece | null>): void {
    this.#before.push(before);
    this.#gaps.push(gap);
  }

  /** All of it, with what stands after the last gap. Rejects as soon as a promise does. */
  async fill(after: Piece): Promise<Piece> {
    const filled = await Promise.all(this.#gaps);
    const pieces: Piece[] = [];
    let index = 0;
    for (const before of this.#before) {
      pieces.push(before, filled[index] ?? NULL);
      index += 1;
    }
    pieces.push(after);
    return joined(pieces);
  }

  /** Rejects with the fault once its promises have come to their end, or one was rejected: as graphql-js does. */
  async fail(fault: unknown): Promise<never> {
    await Promise.allSettled([Promise.all(this.#gaps)]);
    throw fault;
  }

  /** Nobody waits for them any more: what becomes of them is no unhandled rejection. */
  abandon(): void {
    Promise.all(this.#gaps).catch(() => {});
  }
}

/** A text with one gap, where what stands after it is not written before it is filled. */
export async function inTurn(
  before: Piece,
  gap: PromiseLike<Piece | null>,
  writeAfter: () => MaybePromise<Piece | null>,
): Promise<Piece> {
  const filled = (await gap) ?? NULL;
  return joined([before, filled, (await writeAfter()) ?? NULL]);
}
