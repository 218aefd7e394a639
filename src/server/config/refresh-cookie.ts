import type { Environment } from '../../module/index.js';
import { leadsHere } from './loopback.js';

/** The cookie that refresh tokens are kept in. */
export interface RefreshCookieConfig {
  readonly name: string;
  readonly sameSite: 'strict' | 'lax';
  /** False on a machine of one's own, over http. */
  readonly isSecure: boolean;
}

/** `__Host-` keeps other hosts of the same domain from writing it (RFC 6265bis §4.1.3.2). Over http no browser takes it. */
export function refreshCookieAt(publicUrl: string, sameSite: RefreshCookieConfig['sameSite']): RefreshCookieConfig {
  const isSecure = publicUrl.startsWith('https:');
  return Object.freeze({ name: isSecure ? '__Host-portcullis-refresh' : 'portcullis-refresh', sameSite, isSecure });
}

/** What contradicts `REFRESH_COOKIE=on`. */
export function refreshCookieProblems({
  CORS_ORIGINS,
  PUBLIC_URL,
  NODE_ENV,
  TLS_CERT_FILE,
}: Environment): readonly string[] {
  const problems: string[] = [];
  if (CORS_ORIGINS?.trim() === '*') {
    problems.push(
      'CORS_ORIGINS: * allows every page, but not every page may use the refresh cookie. List the origins.',
    );
  }
  const isHere = NODE_ENV !== 'production' && (PUBLIC_URL === undefined || leadsHere(PUBLIC_URL));
  const isSecure = PUBLIC_URL === undefined ? TLS_CERT_FILE !== undefined : PUBLIC_URL.startsWith('https:');
  if (!isHere && !isSecure) {
    problems.push('REFRESH_COOKIE: Browsers accept this cookie only over https. Set PUBLIC_URL to an https address.');
  }
  return problems;
}
