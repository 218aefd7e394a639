import { reservedClaims } from '../../tokens/index.js';

/** What the application keeps with a session: plain JSON, 1 kB at most. */
export type SessionData = Readonly<Record<string, unknown>>;

const MAX_BYTES = 1024;

/**
 * The data as JSON has it. `TypeError` if it is no object, too large, or has a member that would be a claim which means
 * something already.
 */
export function checkSessionData(given: SessionData): SessionData {
  const text = JSON.stringify(given) ?? '';
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) {
    throw new TypeError(`The data of a session may have at most ${MAX_BYTES} bytes of JSON, but has ${bytes}.`);
  }
  const data: unknown = text === '' ? undefined : JSON.parse(text);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new TypeError('The data of a session must be an object.');
  }
  const reserved = Object.keys(data).filter((name) => reservedClaims.has(name));
  if (reserved.length > 0) {
    throw new TypeError(
      `The data of a session may not have ${reserved.join(', ')}: such a claim already has a meaning.`,
    );
  }
  return { ...data };
}
