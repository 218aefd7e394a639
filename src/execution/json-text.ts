/** An object that was written as JSON already. Whoever does not know it gets the same by `JSON.stringify`. */
export class JsonText {
  readonly #json: string | Uint8Array;

  /** @param json the text, or its UTF-8, which nobody changes any more */
  constructor(json: string | Uint8Array) {
    this.#json = json;
  }

  get text(): string {
    return typeof this.#json === 'string' ? this.#json : Buffer.from(this.#json).toString();
  }

  /** It with what stands before and after it, to be sent: as a string only where that is the cheaper. */
  between(before: string, after: string): string | Uint8Array {
    if (typeof this.#json === 'string') return before + this.#json + after;
    return Buffer.concat([Buffer.from(before), this.#json, Buffer.from(after)]);
  }

  toJSON(): Record<string, unknown> {
    return JSON.parse(this.text);
  }
}
