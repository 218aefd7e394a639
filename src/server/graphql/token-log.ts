import type { BaseConfig, Log } from '../../module/index.js';
import {
  decodeToken,
  type ForeignToken,
  MOST_FOREIGN_BYTES,
  mayIssue,
  type VerifiedToken,
} from '../../tokens/index.js';
import { createTellBound } from '../http/tell-bound.js';

/** Why a token does not count: the reason for the client, the detail for the operator. */
export interface TokenRefusal {
  readonly reason: string;
  readonly detail: string;
  /** The token itself, if it is valid except for its expiry or a revocation. */
  readonly token?: Pick<VerifiedToken, 'issuer'>;
}

/** What the log has of tokens: of those that were refused within a bound, and of all at `debug`. */
export interface TokenLog {
  refused(text: string | undefined, refusal: TokenRefusal, request: string | undefined): void;
  /** For one that was not known before. */
  accepted(token: VerifiedToken | ForeignToken, request: string | undefined): void;
}

export interface TokenLogOptions {
  readonly log: Log;
  readonly config: Pick<BaseConfig, 'token' | 'trustedIssuers'>;
}

const MINUTE_MILLISECONDS = 60_000;
const MAX_LINES_OF_AN_ISSUER = 20;
/** So many that got no line are looked at in a minute, to see whose they are; those after them get none either. */
const MAX_LEFT_OUT = 100;
const MAX_LENGTH = 200;

/**
 * Each issuer gets a line a minute for each reason; all that are not trusted share theirs. Of a token a line has what it
 * names itself by, and nothing else: whoever it was made for is no matter of a log.
 */
export function createTokenLog({ log, config: { token, trustedIssuers } }: TokenLogOptions): TokenLog {
  let leftOut = 0;
  const bound = createTellBound({
    windowMilliseconds: MINUTE_MILLISECONDS,
    maxLines: MAX_LINES_OF_AN_ISSUER,
    maxLinesPerKey: 1,
    onLeftOut: () => {
      leftOut = 0;
    },
  });
  const issuerOf = (iss: unknown): string | undefined => {
    if (typeof iss !== 'string') return undefined;
    return iss === token.issuer ? iss : trustedIssuers.find((trusted) => mayIssue(trusted, iss))?.issuer;
  };
  const hasRoom = (issuer: string | undefined, key: string): boolean => {
    const isTold = bound.take({ group: issuer === undefined ? 'others' : `issuer ${issuer}`, key, kind: 'tokens' });
    if (!isTold) leftOut += 1;
    return isTold || log.isLevelEnabled('debug');
  };
  const isIn = () => log.isLevelEnabled('debug') || (log.isLevelEnabled('info') && leftOut < MAX_LEFT_OUT);
  return Object.freeze({
    refused: (text: string | undefined, { reason, detail, token: own }: TokenRefusal, request: string | undefined) => {
      // Who it is from is known: it need not be looked at.
      if (!isIn() || (own && !hasRoom(own.issuer, keyOf(reason, detail)))) return;
      const { iss, kid, alg, typ } = namesOf(text);
      const issuer = issuerOf(iss);
      const isOfNobody = issuer === undefined && iss !== undefined && reason === 'TOKEN_INVALID';
      const why = isOfNobody ? 'iss is neither this server nor a trusted issuer.' : detail;
      if (!own && !hasRoom(issuer, keyOf(reason, why))) return;
      log.info({ reason, why, iss, kid, alg, typ, request }, 'an access token was refused');
    },
    accepted: ({ issuer, tokenId, roles, scopes, expiresAt, ...others }, request) => {
      if (!log.isLevelEnabled('debug')) return;
      const sid = 'sessionId' in others ? others.sessionId : undefined;
      log.debug(
        { iss: issuer, jti: tokenId, sid, roles, scopes, exp: expiresAt, request },
        'an access token was accepted',
      );
    },
  } satisfies TokenLog);
}

/** The time of an expiry is another each time. */
function keyOf(reason: string, why: string): string {
  return reason === 'TOKEN_EXPIRED' ? reason : why;
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
