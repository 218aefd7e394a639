import type { Observation } from '../guard/observation.js';

/** An error of an answer, as a client gets it. */
export interface GotError {
  readonly code: string;
  readonly path: string;
  /** Null if it is none, or the usual one: no token. */
  readonly reason: string | null;
  readonly message: string;
}

/** What came back. */
export interface Got {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GotError[];
  /** The fields that ran; undefined where that is not known. */
  readonly ran: readonly string[] | undefined;
  /** What the guards of the schema decided. */
  readonly observations: readonly Observation[];
  /** What went wrong, whatever came back: a policy has no answer, or a check has failed, which refuses. */
  readonly notes: readonly string[];
}

interface AnyError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** By the names that test files have for it. */
export function gotError({ message, path = [], extensions = {} }: AnyError): GotError {
  const { code, reason } = extensions;
  return {
    code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    path: path.join('.'),
    reason: typeof reason === 'string' && reason !== 'TOKEN_MISSING' ? reason : null,
    message,
  };
}

/** `FORBIDDEN at me.email` */
export function errorText({ code, path, reason }: Pick<GotError, 'code' | 'path' | 'reason'>): string {
  const at = path === '' ? code : `${code} at ${path}`;
  return reason === null || reason === 'TOKEN_MISSING' ? at : `${at} (${reason})`;
}
