import { isObject } from '../../../values/value-kinds.js';

/** Data as TypeScript, on one line, with quotation marks only where they are needed. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, each]) => `${propertyName(key)}: ${literal(each)}`);
    return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
  }
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

/** The same with a line for each member. */
export function literalInLines(entries: readonly (readonly [string, unknown])[], indent: string): string {
  const lines = entries.map(([key, value]) => `${indent}  ${propertyName(key)}: ${literal(value)},\n`);
  return `{\n${lines.join('')}${indent}}`;
}

export function propertyName(key: string): string {
  // A literal with this name would set the prototype.
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_]\w*$/.test(key) ? key : quoted(key);
}

export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
