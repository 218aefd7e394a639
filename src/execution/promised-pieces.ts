import type { Piece } from './page.js';
import { joined } from './piece.js';

const NULL = 'null';

type Gap = PromiseLike<Piece | null>;

/**
 * A text with gaps, each filled by what a promise gives. Which of two errors is the first can depend on a single turn of
 * the queue of promises, so it takes as many turns to fill them as graphql-js takes.
 */
export class PromisedPieces {
  readonly #before: Piece[] = [];
  readonly #gaps: Gap[] = [];

  /** Adds what stands before the next gap, and what fills it. */
  add(before: Piece, gap: Gap): void {
    this.#before.push(before);
    this.#gaps.push(gap);
  }

  /** Says that something follows the last gap for which graphql-js waits, too, though it is there. */
  addPresent(): void {
    this.#gaps.push(Promise.resolve(null));
  }

  /** The fields of an object, with what stands after the last gap. Rejects as soon as a promise does. */
  async fillObject(after: Piece): Promise<Piece> {
    return this.#join(await Promise.all(this.#gaps), after);
  }

  /** The items of a list: the same, one turn earlier. */
  fillList(after: Piece): Promise<Piece> {
    return new Promise((resolve, reject) => {
      const filled: (Piece | null)[] = [];
      let left = this.#gaps.length;
      for (const [index, gap] of this.#gaps.entries()) {
        const fill = (piece: Piece | null) => {
          filled[index] = piece;
          left -= 1;
          if (left === 0) resolve(this.#join(filled, after));
        };
        Promise.resolve(gap).then(fill, reject);
      }
    });
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

  #join(filled: readonly (Piece | null)[], after: Piece): Piece {
    const pieces: Piece[] = [];
    for (const [index, before] of this.#before.entries()) pieces.push(before, filled[index] ?? NULL);
    pieces.push(after);
    return joined(pieces);
  }
}
