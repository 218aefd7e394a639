import type { BaseConfig, Log } from '../../module/index.js';
import { decodeToken, MOST_FOREIGN_BYTES, mayIssue } from '../../tokens/index.js';
import { createTellBound } from '../http/tell-bound.js';

/** Why a token does not count: the reason for the client, the detail for the operator. */
export interface TokenRefusal {
  readonly reason: string;
  readonly detail: string;
}

/** What the log has of tokens that were refused. */
export interface TokenLog {
  refused(text: string | undefined, refusal: TokenRefusal): void;
}

export interface TokenLogOptions {
  readonly log: Log;
  readonly config: Pick<BaseConfig, 'token' | 'trustedIssuers'>;
}

const MINUTE_MILLISECONDS = 60_000;
const MAX_LINES_OF_AN_ISSUER = 20;
const MAX_LENGTH = 200;

/**
 * Each issuer gets a line a minute for each reason; all that are not trusted share theirs. Of a token a line has what it
 * names itself by, and nothing else: whoever it was made for is no matter of a log.
 */
export function createTokenLog({ log, config: { token, trustedIssuers } }: TokenLogOptions): TokenLog {
  const bound = createTellBound({
    windowMilliseconds: MINUTE_MILLISECONDS,
    maxLines: MAX_LINES_OF_AN_ISSUER,
    maxLinesPerKey: 1,
    onLeftOut: () => {},
  });
  const issuerOf = (iss: unknown): string | undefined => {
    if (typeof iss !== 'string') return undefined;
    return iss === token.issuer ? iss : trustedIssuers.find((trusted) => mayIssue(trusted, iss))?.issuer;
  };
  return Object.freeze({
    refused: (text: string | undefined, { reason, detail }: TokenRefusal) => {
      const { iss, kid, alg, typ } = namesOf(text);
      const issuer = issuerOf(iss);
      const isOfNobody = issuer === undefined && iss !== undefined && reason === 'TOKEN_INVALID';
      const why = isOfNobody ? 'iss is neither this server nor a trusted issuer.' : detail;
      // The time of an expiry is another each time.
      const key = reason === 'TOKEN_EXPIRED' ? reason : why;
      if (!bound.take({ group: issuer === undefined ? 'others' : `issuer ${issuer}`, key, kind: 'tokens' })) return;
      log.info({ reason, why, iss, kid, alg, typ }, 'an access token was refused');
    },
  } satisfies TokenLog);
}

function namesOf(text = '') {
  const decoded = decodeToken(text, MOST_FOREIGN_BYTES);
  if ('problem' in decoded) return {};
  const { header, payload } = decoded;
  return { iss: short(payload.iss), kid: short(header.kid), alg: short(header.alg), typ: short(header.typ) };
}

function short(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MAX_LENGTH) : undefined;
}
