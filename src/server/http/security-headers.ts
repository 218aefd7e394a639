import type { Answer } from './answer.js';

/**
 * What each answer tells browsers, unless it says so itself in another way: it is what its type says, it is no page and
 * nothing for one to load, it stands in no frame, and where it leads to is not told where one came from.
 */
export const SECURITY_HEADERS: Answer['headers'] = Object.freeze({
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // For browsers that do not know frame-ancestors.
  'x-frame-options': 'DENY',
});

/** Instead, where a page of another origin may read the answer anyway (Fetch Standard §3.7). */
export const FOR_OTHER_ORIGINS: Answer['headers'] = Object.freeze({ 'cross-origin-resource-policy': 'cross-origin' });

const LIST = Object.entries(SECURITY_HEADERS).flat();

const fixedLists = new WeakMap<Answer['headers'], readonly string[]>();

/** The headers of many answers, put together once. */
export function fixedHeaders<T extends Answer['headers']>(headers: T): T {
  const fixed = Object.freeze({ ...headers });
  fixedLists.set(fixed, listOf(fixed));
  return fixed;
}

/** The headers of an answer with these: names and values in turns, as Node writes them fastest. */
export function headerList({ headers }: Answer): string[] {
  return fixedLists.get(headers)?.slice() ?? listOf(headers);
}

function listOf(headers: Answer['headers']): string[] {
  const list = LIST.slice();
  for (const name in headers) {
    if (name in SECURITY_HEADERS) return Object.entries({ ...SECURITY_HEADERS, ...headers }).flat();
    list.push(name, headers[name] ?? '');
  }
  return list;
}
