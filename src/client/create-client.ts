import { createAccount } from './account.js';
import { dataOf, hasDoneNothing, isUnauthenticated } from './answers.js';
import { createAuthorized } from './authorized.js';
import type { Client, ClientOptions } from './client.js';
import { cookieStorage } from './cookie-storage.js';
import { documentText, mayBeMutation } from './document-text.js';
import { createSend } from './send.js';
import { createSession } from './session.js';
import { createSessionStore, type SessionStorage } from './stored-session.js';
import { createTabs } from './tabs.js';

const WAIT_SECONDS = 30;

/** Creates a client of one API. It sends nothing until it is used. */
export function createClient(options: ClientOptions): Client {
  const { cookie: hasCookie = false, cookies, clock = Date.now, waitSeconds = WAIT_SECONDS, headers = {} } = options;
  const url = String(options.url);
  const name = options.name ?? `portcullis-${url.replace(/[^\w.-]+/g, '-')}`;
  const send = createSend({
    url,
    // That of a browser takes no other `this`.
    fetch: options.fetch ?? ((...sent) => fetch(...sent)),
    headers: typeof headers === 'function' ? headers : () => headers,
    hasCookie,
  });
  const storage = cookies ? cookieStorage(cookies, { isSecure: url.startsWith('https:'), clock }) : options.storage;
  const session = createSession({
    store: createSessionStore(name, storage),
    send,
    hasCookie,
    keepsAccess: cookies !== undefined,
    waitMilliseconds: 1000 * waitSeconds,
    clock,
    shareWith: isShared({ hasCookie, storage }) ? (tabs) => createTabs({ ...tabs, name, storage }) : undefined,
  });
  const authorized = createAuthorized(session);
  const execute: Client['execute'] = (
    request,
    { signal, mayRepeat = !mayBeMutation(request.query ?? 'mutation') } = {},
  ) =>
    until(
      signal,
      authorized(async (token) => {
        const result = await send(request, { token, signal });
        return { result, isRefused: isUnauthenticated(result) && (mayRepeat || hasDoneNothing(result)) };
      }),
    );
  const request: Client['request'] = async (document, ...[variables, more]) => {
    const query = documentText(document);
    return dataOf(
      await execute({ query, ...(variables && { variables }) }, { ...more, mayRepeat: !mayBeMutation(document) }),
    );
  };
  return Object.freeze({
    url,
    request,
    execute,
    ...createAccount({ send, session, request, hasCookie, clock }),
    get state() {
      return session.state();
    },
    can: (...asked) => options.rights?.can(session.state(), ...asked) ?? 'depends',
    ready: () => session.accessToken().then(session.state, session.state),
    onAuthStateChange: session.onChange,
    accessToken: session.accessToken,
    heldAccessToken: session.heldAccessToken,
    close: session.close,
  } satisfies Client);
}

/** Whether other tabs have the same session. */
function isShared({
  hasCookie,
  storage,
}: {
  readonly hasCookie: boolean;
  readonly storage: SessionStorage | undefined;
}) {
  if (hasCookie) return true;
  try {
    const { localStorage } = globalThis as { readonly localStorage?: SessionStorage };
    return storage !== undefined && storage === localStorage;
  } catch {
    // A page may not be allowed to look at it.
    return false;
  }
}

/** Whoever gives up does not wait for an outage to end. */
function until<T>(signal: AbortSignal | undefined, result: Promise<T>): Promise<T> {
  if (!signal) return result;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp);
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
