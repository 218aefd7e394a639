import { createHash } from 'node:crypto';
import { createMatrix, matrixHtml, signInHtml } from '../../access/report/index.js';
import { type Answer, errorAnswer, NO_STORE } from '../http/answer.js';
import type { AccessPageOptions } from './access-page.js';
import { createRefuseViewer } from './refuse-viewer.js';
import { createTryOut } from './try-out.js';

/** Relative to the page, so that it holds behind whatever prefix the server stands. */
const TRY_ADDRESS = 'access/try';

/** The page as it is served, and who may not have it. The rules of a server do not change, so it is made once. */
export function createParts({ access, config, identityOf, triedIdentityOf }: AccessPageOptions) {
  const { accessPageRole: role } = config;
  const place = new URL(config.publicUrl).host;
  const page = matrixHtml(createMatrix(access), { place, sha256, tryOut: { address: TRY_ADDRESS } });
  const signIn = signInHtml({ text: `This page is for viewers with the role ${role}.`, sha256 });
  const [pageAnswer, signInAnswer] = [
    htmlAnswer(200, page, policyIn(page)),
    htmlAnswer(401, signIn.page, signIn.policy),
  ];
  const asked = { role, table: access.table, identityOf };
  return {
    page: () => pageAnswer,
    refuseReader: createRefuseViewer({ ...asked, withoutToken: () => signInAnswer }),
    tryOut: createTryOut({ access, config, identityOf: triedIdentityOf }),
    refuseCaller: createRefuseViewer({ ...asked, withoutToken: missingToken }),
  };
}

function missingToken(): Answer {
  return errorAnswer(401, { code: 'UNAUTHENTICATED', message: 'Send an access token.' }, NO_STORE);
}

function htmlAnswer(status: number, body: string, policy: string): Answer {
  const headers = {
    ...NO_STORE,
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'content-security-policy': `${policy}; frame-ancestors 'none'`,
  };
  return { status, headers, body };
}

/** The same as the page says itself. */
function policyIn(page: string): string {
  return /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? "default-src 'none'";
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
