import type { IncomingMessage } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import { PortcullisError } from '../../errors.js';
import type { CarriedTokens, RefreshTokenCarrier } from '../../module/index.js';
import type { RefreshCookieConfig } from '../config/refresh-cookie.js';
import type { AnswerRequest } from './answer-request.js';

const HEADER = 'x-refresh-token';

/** How refresh tokens come and go, and what the answers to these requests say of it. */
export interface RefreshTokenCarriers {
  /**
   * `argument`: the refresh token that the operation has as an argument, if any. Throws `BAD_USER_INPUT` if the header
   * `x-refresh-token` says nothing that is known here.
   */
  carrierOf(request: IncomingMessage, argument?: string | null): RefreshTokenCarrier;
  /** Adds the cookies to the answers. */
  withCookies(answerRequest: AnswerRequest): AnswerRequest;
}

/** In the body alone. */
export const bodyCarriers: RefreshTokenCarriers = Object.freeze({
  carrierOf: (request: IncomingMessage, argument?: string | null) => {
    readWish(request, ['body']);
    return inBody(argument ?? undefined);
  },
  withCookies: (answerRequest: AnswerRequest) => answerRequest,
});

export interface RefreshCookieOptions extends RefreshCookieConfig {
  /** Whether pages of an origin may use it. */
  readonly allows: (origin: string) => boolean;
}

/**
 * In a cookie that no script reads, and no other site sends. On top of that it counts only for requests whose `Origin`
 * may use the API, which every browser sends with a POST, and no page can forge.
 */
export function createRefreshCookie({ name, sameSite, isSecure, allows }: RefreshCookieOptions): RefreshTokenCarriers {
  // One that an operation of the same request has set counts for those after it, in a batch.
  const cookies = new WeakMap<IncomingMessage, { readonly value: string; readonly header: string }>();
  const setCookie = (request: IncomingMessage, value: string, maxAge: number) => {
    const header = stringifySetCookie({ name, value, maxAge, path: '/', httpOnly: true, secure: isSecure, sameSite });
    cookies.set(request, { value, header });
  };
  const cookieOf = (request: IncomingMessage): string | undefined => {
    const set = cookies.get(request);
    if (set) return set.value || undefined;
    const { cookie } = request.headers;
    return cookie === undefined ? undefined : parseCookie(cookie)[name];
  };
  const carrierOf = (request: IncomingMessage, argument?: string | null): RefreshTokenCarrier => {
    const wanted = readWish(request, ['body', 'cookie']);
    const isArgument = argument !== undefined && argument !== null;
    if (wanted === 'body' || (isArgument && wanted === undefined)) return inBody(argument ?? undefined);
    const { origin } = request.headers;
    const mayUse = origin !== undefined && allows(origin);
    const sent = mayUse && !isArgument ? cookieOf(request) : undefined;
    const check = () => {
      if (!mayUse) throw notAllowed();
    };
    return {
      token: argument ?? sent,
      check,
      deliver: <T extends CarriedTokens>(tokens: T): T => {
        check();
        if (!tokens.refreshToken) return tokens;
        setCookie(request, tokens.refreshToken, tokens.refreshExpiresIn);
        return { ...tokens, refreshToken: null };
      },
      forget: () => {
        if (sent !== undefined) setCookie(request, '', 0);
      },
    };
  };
  return Object.freeze({
    carrierOf,
    withCookies: (answerRequest: AnswerRequest): AnswerRequest => {
      return async (request) => {
        const answer = await answerRequest(request);
        const cookie = cookies.get(request);
        return answer && cookie ? { ...answer, headers: { ...answer.headers, 'set-cookie': cookie.header } } : answer;
      };
    },
  });
}

function inBody(token: string | undefined): RefreshTokenCarrier {
  return { token, check: () => {}, deliver: (tokens) => tokens, forget: () => {} };
}

type Wish = 'body' | 'cookie';

/** Where a client wants its refresh token. A page that asks for a cookie does not get it where scripts can read it. */
function readWish({ headers }: IncomingMessage, known: readonly Wish[]): Wish | undefined {
  const said = headers[HEADER];
  if (said === undefined) return undefined;
  const wish = known.find((one) => one === said);
  if (wish) return wish;
  const values = known.map((one) => `\`${one}\``).join(' or ');
  throw new PortcullisError('BAD_USER_INPUT', `The header ${HEADER} must be ${values}, or absent.`);
}

function notAllowed(): PortcullisError {
  return new PortcullisError(
    'FORBIDDEN',
    'The refresh token is set as a cookie, so the request needs the Origin of a page that may use this API. An app that stores its own tokens must send `x-refresh-token: body`.',
  );
}
