import type { Answer } from '../http/answer.js';

const CDN = 'https://apollo-server-landing-page.cdn.apollographql.com';
const SANDBOX = 'https://embeddable-sandbox.cdn.apollographql.com';

/**
 * For the page that Apollo shows to browsers in development: Sandbox, in a frame of Apollo's, whose requests the page sends
 * for it. The page has a policy of its own in a `meta` element, which allows inline scripts by a nonce; both hold.
 */
export const LANDING_PAGE_HEADERS: Answer['headers'] = Object.freeze({
  'content-security-policy': [
    "default-src 'none'",
    `script-src 'unsafe-inline' ${CDN} ${SANDBOX}`,
    `style-src 'unsafe-inline' ${CDN} ${SANDBOX} https://fonts.googleapis.com`,
    'font-src https://fonts.gstatic.com',
    `img-src 'self' ${CDN}`,
    `manifest-src ${CDN}`,
    'frame-src https://sandbox.embed.apollographql.com',
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
});
