/**
 * What is taken for text: Unicode, without lone surrogates and without control characters but tab, line feed and
 * carriage return (RFC 9839 §2.2.1, §2.2.2). Of anything else no two places agree: a lone surrogate becomes U+FFFD as
 * soon as it is hashed or stored, so that two texts are one, and PostgreSQL does not store U+0000.
 */

const NO_TEXT = /[^\t\n\r\P{Cc}]|\p{Cs}/u;
const EACH_NO_TEXT = new RegExp(NO_TEXT, 'gu');

export function isText(value: string): boolean {
  return !NO_TEXT.test(value);
}

/** With U+FFFD for each character that text does not have. */
export function toText(value: string): string {
  return value.replace(EACH_NO_TEXT, '\ufffd');
}

/**
 * Where in a value as it comes from JSON there is a string that is no text: `.name`, `[1].name`, or nothing for the value
 * itself; for a key, where its object is. Undefined if there is none.
 */
export function findNoText(value: unknown): string | undefined {
  if (typeof value === 'string') return isText(value) ? undefined : '';
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const place = findNoText(value[index]);
      if (place !== undefined) return `[${index}]${place}`;
    }
    return undefined;
  }
  // Entries of large objects are three times as dear.
  const members = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(members)) {
    if (!isText(key)) return '';
    const place = findNoText(members[key]);
    if (place !== undefined) return `.${key}${place}`;
  }
  return undefined;
}
