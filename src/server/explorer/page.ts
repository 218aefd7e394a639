import type { Answer } from '../http/answer.js';
import { NO_STORE } from '../http/answer.js';

/** A page of the explorer: its own files, and what they read of the page. */
export interface ExplorerPage {
  readonly kind: 'sandbox' | 'graphiql';
  /** Relative to the page, so that it does not matter what a proxy has in front of them. */
  readonly script: string;
  readonly style: string | undefined;
  /** For the script, as attributes `data-…` of the element that the page is put in. */
  readonly data: Readonly<Record<string, string>>;
}

const SANDBOX_SCRIPT = 'https://embeddable-sandbox.cdn.apollographql.com';
const SANDBOX_FRAME = 'https://sandbox.embed.apollographql.com';

/** `nonce`: good for this answer alone, and for whatever the page's own script puts into it. */
export function explorerPage({ kind, script, style, data }: ExplorerPage, nonce: string): Answer {
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`);
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${TITLES[kind]}</title>
<link rel="icon" href="data:,">
${style === undefined ? `<style nonce="${nonce}">${SANDBOX_STYLE}</style>` : `<link rel="stylesheet" href="${escapeHtml(style)}" nonce="${nonce}">`}
<div id="explorer"${attributes.join('')}></div>
<noscript>This page needs JavaScript. The API answers at this address without it.</noscript>
<script src="${escapeHtml(script)}" nonce="${nonce}" defer></script>
</html>
`;
  const headers = { 'content-security-policy': POLICIES[kind](nonce), 'cross-origin-opener-policy': 'same-origin' };
  return { status: 200, headers: { ...NO_STORE, 'content-type': 'text/html; charset=utf-8', ...headers }, body };
}

const TITLES = { sandbox: 'Apollo Sandbox', graphiql: 'GraphiQL' } as const;

const SANDBOX_STYLE = `
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font: 14px/1.5 system-ui, sans-serif; color-scheme: light dark; }
#explorer { flex: 1; display: flex; flex-direction: column; min-height: 0; }
#explorer p { margin: 0; padding: 4px 12px; }
#sandbox { flex: 1; min-height: 0; }
#sandbox iframe { border: 0; width: 100%; height: 100%; background: #fff; }
`;

const CLOSED = ["form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"];

/** Nothing runs but what has the nonce, and requests go to this server alone. */
const POLICIES = {
  graphiql: (nonce: string) =>
    [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'self' 'nonce-${nonce}'`,
      'font-src data:',
      "img-src 'self' data:",
      "connect-src 'self'",
      ...CLOSED,
    ].join('; '),
  // Sandbox is in a frame of Apollo's, for which a script of theirs in this page sends requests to this server.
  sandbox: (nonce: string) =>
    [
      "default-src 'none'",
      `script-src 'nonce-${nonce}' ${SANDBOX_SCRIPT}`,
      `style-src 'nonce-${nonce}'`,
      'img-src data:',
      `frame-src ${SANDBOX_FRAME}`,
      "connect-src 'self'",
      ...CLOSED,
    ].join('; '),
} as const;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);
}
