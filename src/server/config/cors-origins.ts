import { z } from 'zod';

/** The origins whose pages may read answers. */
export interface CorsOrigins {
  readonly isEmpty: boolean;
  /** True if every page may, without credentials. */
  readonly isAny: boolean;
  /** For the value of an `Origin` header (RFC 6454 §7). */
  readonly allows: (origin: string) => boolean;
}

const HOW = 'Write origins separated by commas (https://app.example.com, https://*.example.com), or a single *.';
const LABEL = '[a-z0-9-]+';

/** `CORS_ORIGINS`. */
export const corsOriginsVariable = z.string().transform((text, context): CorsOrigins => {
  const names = text.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === '*') return ANY_ORIGIN;
  const patterns = names.flatMap((name) => {
    const problem = problemOf(name);
    if (problem === undefined) return [patternOf(name)];
    context.addIssue({ code: 'custom', message: problem });
    return [];
  });
  return createCorsOrigins(patterns);
});

export const NO_ORIGINS: CorsOrigins = createCorsOrigins([]);

const ANY_ORIGIN: CorsOrigins = Object.freeze({ isEmpty: false, isAny: true, allows: () => true });

/** For development: pages on this machine, and Apollo Sandbox at its own address. */
export const DEVELOPMENT_ORIGINS: CorsOrigins = createCorsOrigins([
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/,
  patternOf('https://studio.apollographql.com'),
]);

function createCorsOrigins(patterns: readonly RegExp[]): CorsOrigins {
  return Object.freeze({
    isEmpty: patterns.length === 0,
    isAny: false,
    allows: (origin: string) => patterns.some((pattern) => pattern.test(origin)),
  });
}

/** What is wrong with an origin; undefined if nothing is. */
function problemOf(name: string): string | undefined {
  if (name === '*') return `"*" means every origin, so it must be the only one. ${HOW}`;
  if (name === 'null') return `"null" is the origin of every sandboxed frame and every local file. ${HOW}`;
  // One label takes the place of the asterisk.
  const example = name.replace('://*.', '://label.');
  if (example.includes('*')) return `"${name}": An asterisk can only replace the whole first label. ${HOW}`;
  if (example !== name && !/^https?:\/\/label\.[^.]+\.[^.]/.test(example))
    return `"${name}" covers more than one organization. ${HOW}`;
  if (!/^https?:\/\//.test(name) || !URL.canParse(example)) return `"${name}" is not an origin. ${HOW}`;
  const { origin } = new URL(example);
  if (origin === example) return undefined;
  return `"${name}" is not an origin: an origin has no path and no default port. Write ${origin.replace('://label.', name === example ? '://label.' : '://*.')}.`;
}

function patternOf(name: string): RegExp {
  const [before = '', after] = name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').split('*');
  return new RegExp(`^${before}${after === undefined ? '' : LABEL + after}$`);
}
