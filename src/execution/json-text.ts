import type { Piece } from './page.js';
import { joined } from './piece.js';

/** An object that was written as JSON already. Whoever does not know it gets the same by `JSON.stringify`. */
export class JsonText {
  readonly #json: Piece;

  constructor(json: Piece) {
    this.#json = json;
  }

  get text(): string {
    return typeof this.#json === 'string' ? this.#json : Buffer.from(this.#json).toString();
  }

  /** It with what stands before and after it, to be sent. */
  between(before: string, after: string): Piece {
    return joined([before, this.#json, after]);
  }

  toJSON(): Record<string, unknown> {
    return JSON.parse(this.text);
  }
}
