import type { IncomingMessage } from 'node:http';
import type { Access } from '../../access/index.js';
import type { ServerConfig } from '../config/config.js';
import type { IdentityOf } from '../graphql/identity-of.js';
import { NO_STORE, notAllowedAnswer } from '../http/answer.js';
import type { Handler } from '../http/answer-request.js';
import type { RefuseViewer } from './refuse-viewer.js';

export interface AccessPageOptions {
  readonly access: Pick<Access, 'schema' | 'table'>;
  readonly config: Pick<ServerConfig, 'accessPageRole' | 'isProduction' | 'limits' | 'publicUrl'>;
  /** Of the header of a request. */
  readonly identityOf: IdentityOf;
  /** Of a token that is tried, of which nothing is logged. */
  readonly triedIdentityOf: IdentityOf;
}

/** Reads the JSON body of a request. Throws a `BodyError`. */
export type ReadBody = (request: IncomingMessage) => Promise<unknown>;

export const PAGE_PATH = '/access';
export const TRY_PATH = '/access/try';

/** Who may ask what, as a page; and what an operation would be answered, path by path. By path. */
export type AccessPage = (readBody: ReadBody) => ReadonlyMap<string, Handler>;

/** Nothing of it is made, nor even read, before the first request for it. */
export function createAccessPage(options: AccessPageOptions): AccessPage {
  const parts = once(async () => {
    const { createParts } = await import('./parts.js');
    return createParts(options);
  });
  const guarded =
    (
      answer: (request: IncomingMessage) => Promise<Awaited<ReturnType<Handler>>>,
      refuse: (parts: Parts) => RefuseViewer,
    ) =>
    async (request: IncomingMessage) => {
      const refusal = await refuse(await parts())(request);
      return refusal ? { ...refusal, isUnread: true } : answer(request);
    };
  const page = guarded(
    async () => (await parts()).page(),
    ({ refuseReader }) => refuseReader,
  );
  return (readBody) => {
    const tryOut = guarded(
      async (request) => (await parts()).tryOut(request, readBody),
      ({ refuseCaller }) => refuseCaller,
    );
    return new Map<string, Handler>([
      [
        PAGE_PATH,
        async (request) => (isReading(request) ? page(request) : notAllowedAnswer(['GET', 'HEAD'], NO_STORE)),
      ],
      [
        TRY_PATH,
        async (request) => (request.method === 'POST' ? tryOut(request) : notAllowedAnswer(['POST'], NO_STORE)),
      ],
    ]);
  };
}

type Parts = ReturnType<typeof import('./parts.js').createParts>;

function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** What failed is tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
