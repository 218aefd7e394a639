import type { Stamp } from './stamp.js';

const FIRST_BYTES = 64 * 1024;
const MAX_KEPT_BYTES = 1024 * 1024;
const MAX_STRING_BYTES = 4096;

// Above this the engine's own writer is faster than a look at each character.
const MAX_LOOKED_AT = 48;
const MAX_BYTES_OF_CHARACTER = 3;

const SPACE = 0x20;
const QUOTE = 0x22;
const DOT = 0x2e;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const FIRST_OF_TWO_BYTES = 0x80;
const FIRST_OF_THREE_BYTES = 0x800;
const FIRST_SURROGATE = 0xd800;

const MAX_INTEGER = 2 ** 31 - 1;

/** A text that was taken off a page: as a string if it is short, which costs less then, or else as UTF-8. */
export type Piece = string | Uint8Array;

/**
 * Where JSON is written, as UTF-8. Whoever writes on it does so without waiting, and takes off what has come to stand
 * there since. So others may write in between: what was there before them is not touched.
 */
export class Page {
  #at = 0;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);

  /** Where the next byte comes. */
  get at(): number {
    return this.#at;
  }

  /** How much memory it has. */
  get size(): number {
    return this.#bytes.length;
  }

  putByte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#at] = byte;
    this.#at += 1;
  }

  putStamp({ words, length }: Stamp): void {
    this.#reserve(words.length * 4);
    const at = this.#at;
    const view = this.#view;
    for (let index = 0; index < words.length; index += 1) view.setInt32(at + index * 4, words[index] ?? 0, true);
    this.#at = at + length;
  }

  /** A string as JSON: what `JSON.stringify` gives. */
  putString(value: string): void {
    if (value.length > MAX_LOOKED_AT || !this.#putQuoted(value)) this.putText(JSON.stringify(value));
  }

  /** A finite number as JSON: what `JSON.stringify` gives. */
  putNumber(value: number): void {
    if ((value | 0) === value && value >= 0) this.#putDigits(value);
    else if (!this.#putHundredths(value)) this.#putAscii(String(value));
  }

  /** A text as it is. */
  putText(text: string): void {
    const most = text.length * MAX_BYTES_OF_CHARACTER;
    this.#reserve(most > FIRST_BYTES ? Buffer.byteLength(text) : most);
    this.#at += this.#bytes.write(text, this.#at);
  }

  /** Takes off what has come since it was at `mark`. */
  backTo(mark: number): void {
    this.#at = mark;
    if (mark === 0 && this.#bytes.length > MAX_KEPT_BYTES) this.#resize(FIRST_BYTES);
  }

  /** The same, and gives it. */
  cut(mark: number): Piece {
    const length = this.#at - mark;
    if (length === 0) return '';
    const piece = length > MAX_STRING_BYTES ? this.#copyFrom(mark) : this.#textFrom(mark);
    this.backTo(mark);
    return piece;
  }

  /** False, and nothing is put, if it has what must be escaped, or what needs a look at two code units. */
  #putQuoted(value: string): boolean {
    const { length } = value;
    this.#reserve(length * MAX_BYTES_OF_CHARACTER + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = QUOTE;
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code < SPACE || code === QUOTE || code === BACKSLASH || code >= FIRST_SURROGATE) return false;
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
    this.#at = at;
    return true;
  }

  #putDigits(value: number): void {
    let digits = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits += 1;
    this.#reserve(digits);
    const bytes = this.#bytes;
    const start = this.#at;
    let rest = value;
    for (let at = start + digits - 1; at >= start; at -= 1) {
      const tenth = (rest / 10) | 0;
      bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.#at = start + digits;
  }

  /**
   * Most numbers that are no integers are prices. With so few digits no other text stands for the same number. False, and
   * nothing is put, if it is none.
   */
  #putHundredths(value: number): boolean {
    const hundredths = Math.round(value * 100);
    if (!(value > 0) || hundredths > MAX_INTEGER || hundredths / 100 !== value) return false;
    const whole = (hundredths / 100) | 0;
    const rest = hundredths - whole * 100;
    const tenths = (rest / 10) | 0;
    this.#putDigits(whole);
    this.putByte(DOT);
    this.putByte(ZERO + tenths);
    if (rest !== tenths * 10) this.putByte(ZERO + rest - tenths * 10);
    return true;
  }

  #putAscii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    const at = this.#at;
    for (let index = 0; index < length; index += 1) bytes[at + index] = text.charCodeAt(index);
    this.#at = at + length;
  }

  #copyFrom(mark: number): Uint8Array {
    const copy = Buffer.allocUnsafeSlow(this.#at - mark);
    this.#bytes.copy(copy, 0, mark, this.#at);
    return copy;
  }

  #textFrom(mark: number): string {
    // The like of a comma, at less cost.
    if (this.#at === mark + 1) return String.fromCharCode(this.#bytes[mark] ?? 0);
    return this.#bytes.toString('utf8', mark, this.#at);
  }

  #reserve(more: number): void {
    const needed = this.#at + more;
    if (needed > this.#bytes.length) this.#resize(Math.max(needed, this.#bytes.length * 2));
  }

  #resize(size: number): void {
    const bytes = Buffer.allocUnsafeSlow(size);
    this.#bytes.copy(bytes, 0, 0, this.#at);
    this.#view = new DataView(bytes.buffer);
    this.#bytes = bytes;
  }
}
