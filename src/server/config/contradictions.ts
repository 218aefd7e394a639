import type { Environment } from '../../module/index.js';
import { MASTER_KEY_BYTES } from '../../tokens/index.js';
import { unloggedProblems } from './access-log.js';
import { refreshCookieProblems } from './refresh-cookie.js';
import { trustedIssuersProblems } from './trusted-issuers.js';

/** What no variable of the server can say alone: a sentence for each contradiction. */
export function contradictions(env: Environment): readonly string[] {
  const problems: string[] = [];
  if (!env.MASTER_KEY && (env.NODE_ENV === 'production' || env.DATABASE_URL)) {
    const when = env.DATABASE_URL ? 'DATABASE_URL is set' : 'NODE_ENV is production';
    problems.push(`MASTER_KEY: Required when ${when}. Generate one with: openssl rand -base64 ${MASTER_KEY_BYTES}`);
  }
  if (env.ACCESS_DRY_RUN === 'on' && env.NODE_ENV === 'production') {
    problems.push('ACCESS_DRY_RUN: It lets everyone in. Remove it; in production only "forced" turns it on.');
  }
  if (Boolean(env.TLS_CERT_FILE) !== Boolean(env.TLS_KEY_FILE)) {
    const [there, missing] = env.TLS_CERT_FILE ? ['TLS_CERT_FILE', 'TLS_KEY_FILE'] : ['TLS_KEY_FILE', 'TLS_CERT_FILE'];
    problems.push(`${missing}: ${there} is set. TLS needs both.`);
  }
  if (env.EXPLORER && env.EXPLORER !== 'off' && env.TRUSTED_DOCUMENTS && env.TRUSTED_DOCUMENTS_MODE !== 'also') {
    problems.push(
      'EXPLORER: TRUSTED_DOCUMENTS_MODE is "only", so the server runs nothing that an explorer sends. Set it to "also", or set EXPLORER to "off".',
    );
  }
  problems.push(...unloggedProblems(env), ...trustedIssuersProblems(env));
  if (env.REFRESH_COOKIE === 'on') problems.push(...refreshCookieProblems(env));
  return problems;
}
