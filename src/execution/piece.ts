import { isNativePromise, type MaybePromise } from '../values/value-kinds.js';
import type { Written } from './compiled-field.js';
import type { Page, Piece } from './page.js';

/** What is written by itself: taken off the page. */
export function pieceOf(page: Page, write: () => Written): MaybePromise<Piece | null> {
  const mark = page.at;
  try {
    const written = write();
    return written === true ? page.cut(mark) : written;
  } catch (fault) {
    page.backTo(mark);
    throw fault;
  }
}

/** What is written by itself once something that is promised is there. */
export function promisedPiece<T>(
  page: Page,
  value: PromiseLike<T>,
  write: (resolved: T) => Written,
): PromiseLike<Piece | null> {
  const fill = (resolved: T) => pieceOf(page, () => write(resolved));
  if (isNativePromise(value)) return value.then(fill);
  return new Promise((resolve, reject) => {
    const fillOrFail = (resolved: T) => {
      try {
        resolve(fill(resolved));
      } catch (fault) {
        reject(fault);
      }
    };
    value.then(fillOrFail, reject);
  });
}

/** Pieces that follow one another. */
export function joined(pieces: readonly Piece[]): Piece {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece !== 'string') return joinedBytes(pieces);
    text += piece;
  }
  return text;
}

function joinedBytes(pieces: readonly Piece[]): Piece {
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}
