/** Longer than any id: what is longer is not looked at. */
export const MAX_ID_LENGTH = 500;

/** The parts of an id made by `globalId`. */
export interface GlobalId {
  readonly type: string;
  /** The id inside its type. */
  readonly id: string;
}

/**
 * An id that is unique across types, for a type whose own ids are not: `globalId('Order', 7)`. It is opaque to clients,
 * which send it back unchanged. Throws a `TypeError` for an invalid type or id.
 */
export function globalId(type: string, id: string | number): string {
  if (!/^[_A-Za-z]\w*$/.test(type)) throw new TypeError(`"${type}" is not the name of a type.`);
  const text = Buffer.from(`${type}:${id}`).toString('base64url');
  if (id === '' || text.length > MAX_ID_LENGTH || readGlobalId(text)?.id !== String(id)) {
    throw new TypeError(`The id of this ${type} is empty, longer than ${MAX_ID_LENGTH} characters, or not a string.`);
  }
  return text;
}

/**
 * The id inside its type, from a global id that a client sent as an argument; undefined if it is not an id of this
 * type.
 */
export function localId(type: string, id: string): string | undefined {
  const read = readGlobalId(id);
  return read?.type === type ? read.id : undefined;
}

/** Reads a global id; undefined for anything that `globalId` did not make. */
export function readGlobalId(text: string): GlobalId | undefined {
  if (text.length > MAX_ID_LENGTH) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  const [, type, id] = /^([_A-Za-z]\w*):(.+)$/su.exec(bytes.toString()) ?? [];
  // Each id has one spelling: another would be another key of the same object, in a client's store and in ours.
  if (!type || !id || Buffer.from(`${type}:${id}`).toString('base64url') !== text) return undefined;
  return { type, id };
}
