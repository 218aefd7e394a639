import type { IncomingHttpHeaders } from 'node:http';

const OF_NO_OTHER_PAGE: readonly unknown[] = ['same-origin', 'none'];

/**
 * Whether a page of another origin could have a browser send this GET with what a user has there, and no preflight (CSRF).
 * A bearer token is put in by a page itself, which takes a preflight. Browsers tell where a request is from (Fetch
 * Metadata); of an older one a cookie or a password would come along. With none of these, a request is no more than
 * whoever sends it could do by themselves.
 */
export function isForgeable({ authorization, cookie, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (authorization !== undefined && /^bearer /i.test(authorization)) return false;
  if (site !== undefined) return !OF_NO_OTHER_PAGE.includes(site);
  return cookie !== undefined || authorization !== undefined;
}
