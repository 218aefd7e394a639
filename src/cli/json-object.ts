import { StartupError } from '../errors.js';

/** Reads an option that is a JSON object. Throws a `StartupError` that names it, and does not repeat what was written. */
export function readJsonObject(option: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below: the text may be a token.
  }
  throw new StartupError([`${option}: The value is not a JSON object. Write '{ "name": "value" }'.`]);
}
