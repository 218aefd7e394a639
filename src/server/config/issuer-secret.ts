import { createSecretKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Environment } from '../../module/index.js';

const MIN_DISTINCT_BYTES = 8;
const ENCODINGS = ['utf8', 'base64', 'hex'] as const;
type Encoding = (typeof ENCODINGS)[number];

const HOW =
  'Write { "variable": "NAME" } or { "file": "path" } to say where the secret is; do not put the secret itself here.';

/**
 * A secret, from a variable or a file of its own: `{ variable }` or `{ file }`, with `encoding` for how it is
 * written, which is as text by default. A last line break of a file is not part of it. No problem shows any of it.
 */
export function readIssuerSecret(
  written: unknown,
  env: Environment,
): { readonly secret: KeyObject } | { readonly problem: string } {
  if (typeof written !== 'object' || written === null) return { problem: HOW };
  const { variable, file, encoding = 'utf8', ...others } = Object(written) as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0 || (variable === undefined) === (file === undefined)) return { problem: HOW };
  if (!isEncoding(encoding)) return { problem: `The encoding of a secret must be one of ${ENCODINGS.join(', ')}.` };
  const text = variable === undefined ? readText(file) : readVariable(variable, env);
  if (!text)
    return {
      problem:
        variable === undefined
          ? 'The file of the secret cannot be read, or is empty.'
          : 'The variable of the secret is not set.',
    };
  const bytes = Buffer.from(text, encoding);
  if (!isWritten(text, bytes, encoding)) return { problem: `The secret is not valid ${encoding}.` };
  return new Set(bytes).size < MIN_DISTINCT_BYTES
    ? { problem: 'The secret can be guessed. Have the issuer generate a random one.' }
    : { secret: createSecretKey(bytes) };
}

/** Not what every object has, such as `constructor`. */
function readVariable(name: unknown, env: Environment): string | undefined {
  return typeof name === 'string' && Object.hasOwn(env, name) ? env[name] : undefined;
}

function readText(file: unknown): string | undefined {
  try {
    return typeof file === 'string' ? readFileSync(file, 'utf8').replace(/\r?\n$/, '') : undefined;
  } catch {
    return undefined;
  }
}

/** Whether nothing in it was passed over: what is no base64 or hexadecimal, Node leaves out; what is no UTF-8 is U+FFFD. */
function isWritten(text: string, bytes: Buffer, encoding: Encoding): boolean {
  if (encoding === 'utf8') return !text.includes('\ufffd');
  const written = bytes.toString(encoding);
  return encoding === 'hex' ? written === text.toLowerCase() : written.replace(/=+$/, '') === text.replace(/=+$/, '');
}

function isEncoding(value: unknown): value is Encoding {
  return ENCODINGS.some((encoding) => encoding === value);
}
