import type { ServerConfig } from './config/config.js';
import { bodyCarriers, createRefreshCookie, type RefreshTokenCarriers } from './http/refresh-cookie.js';

/** The cookie where `REFRESH_COOKIE` is on, for pages of this server and of `CORS_ORIGINS`; or else the body. */
export function createCarriers({ refreshCookie, corsOrigins, publicUrl }: ServerConfig): RefreshTokenCarriers {
  if (!refreshCookie) return bodyCarriers;
  const ownOrigin = new URL(publicUrl).origin;
  return createRefreshCookie({
    ...refreshCookie,
    allows: (origin) => origin === ownOrigin || corsOrigins.allows(origin),
  });
}
