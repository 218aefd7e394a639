const FIRST_BYTES = 64 * 1024;
const MAX_KEPT_BYTES = 1024 * 1024;

// Above this the engine's own writer is faster than a look at each character.
const MAX_LOOKED_AT = 48;
const MAX_BYTES_OF_CHARACTER = 3;

const SPACE = 0x20;
const QUOTE = 0x22;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const FIRST_OF_TWO_BYTES = 0x80;
const FIRST_OF_THREE_BYTES = 0x800;
const FIRST_SURROGATE = 0xd800;

/** Bytes that are written often, four at a time. */
export interface Stamp {
  readonly words: Int32Array;
  readonly length: number;
}

/** A text that was taken off a page, as UTF-8. */
export type Piece = Uint8Array;

/**
 * Where JSON is written, as UTF-8. There may be another writer within one, which begins where the one is and takes what
 * it has written off again: so all that write can have the same page, as long as each does it without waiting.
 */
export class Page {
  /** Where the next byte comes. What stands before it is known to be whole. */
  at = 0;
  #bytes: Buffer;
  #view: DataView;
  readonly #firstBytes: number;

  constructor(firstBytes: number = FIRST_BYTES) {
    this.#firstBytes = firstBytes;
    this.#bytes = Buffer.allocUnsafeSlow(firstBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  putByte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.at] = byte;
    this.at += 1;
  }

  putStamp({ words, length }: Stamp): void {
    const size = words.length * 4;
    this.#reserve(size);
    const { at } = this;
    const view = this.#view;
    for (let index = 0; index < words.length; index += 1) view.setInt32(at + index * 4, words[index] ?? 0, true);
    this.at = at + length;
  }

  /** A string as JSON: what `JSON.stringify` gives. */
  putString(value: string): void {
    const { length } = value;
    if (length > MAX_LOOKED_AT) {
      this.putText(JSON.stringify(value));
      return;
    }
    this.#reserve(length * MAX_BYTES_OF_CHARACTER + 2);
    const bytes = this.#bytes;
    let { at } = this;
    bytes[at++] = QUOTE;
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code < SPACE || code === QUOTE || code === BACKSLASH || code >= FIRST_SURROGATE) {
        this.putText(JSON.stringify(value));
        return;
      }
      if (code < FIRST_OF_TWO_BYTES) bytes[at++] = code;
      else if (code < FIRST_OF_THREE_BYTES) {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 0x3f);
      } else {
        bytes[at++] = 0xe0 | (code >> 12);
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[at++] = 0x80 | (code & 0x3f);
      }
    }
    bytes[at++] = QUOTE;
    this.at = at;
  }

  /** A finite number as JSON. */
  putNumber(value: number): void {
    if ((value | 0) === value && value >= 0) this.#putDigits(value);
    else this.#putAscii(String(value));
  }

  /** A text as it is. */
  putText(text: string): void {
    const { length } = text;
    this.#reserve(length * MAX_BYTES_OF_CHARACTER);
    this.at += this.#bytes.write(text, this.at);
  }

  /** Takes off what was written since it was at `mark`. */
  backTo(mark: number): void {
    this.at = mark;
    if (mark === 0 && this.#bytes.length > MAX_KEPT_BYTES) this.#resize(this.#firstBytes);
  }

  /** The same, and gives it. */
  cut(mark: number): Piece {
    const piece = Buffer.allocUnsafe(this.at - mark);
    this.#bytes.copy(piece, 0, mark, this.at);
    this.backTo(mark);
    return piece;
  }

  /** The same as a string. */
  cutText(mark: number): string {
    const text = this.#bytes.toString('utf8', mark, this.at);
    this.backTo(mark);
    return text;
  }

  #putDigits(value: number): void {
    let digits = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits += 1;
    this.#reserve(digits);
    const bytes = this.#bytes;
    const end = this.at + digits;
    let rest = value;
    for (let at = end - 1; at >= this.at; at -= 1) {
      const tenth = (rest / 10) | 0;
      bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.at = end;
  }

  #putAscii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    const { at } = this;
    for (let index = 0; index < length; index += 1) bytes[at + index] = text.charCodeAt(index);
    this.at = at + length;
  }

  #reserve(more: number): void {
    const needed = this.at + more;
    if (needed > this.#bytes.length) this.#resize(needed * 2);
  }

  #resize(size: number): void {
    const bytes = Buffer.allocUnsafeSlow(size);
    this.#bytes.copy(bytes, 0, 0, this.at);
    this.#view = new DataView(bytes.buffer);
    this.#bytes = bytes;
  }
}

export function stampOf(text: string): Stamp {
  const { length } = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil(length / 4) * 4);
  padded.write(text);
  return { words: Int32Array.from({ length: padded.length / 4 }, (_, index) => padded.readInt32LE(index * 4)), length };
}
