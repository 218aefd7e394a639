/**
 * Where a client keeps its session between visits. `Storage` in browsers and `AsyncStorage` in React Native fit, as
 * does anything else that can store a string under a name.
 */
export interface SessionStorage {
  getItem(name: string): string | null | undefined | Promise<string | null | undefined>;
  setItem(name: string, value: string): unknown;
  removeItem(name: string): unknown;
}

/** A session as it is kept. */
export interface StoredSession {
  readonly userId: string;
  readonly sessionId: string;
  /** Null where it is in a cookie that only the server reads. */
  readonly refreshToken: string | null;
  /** When the session ends if it is not refreshed before, in milliseconds since the epoch by the clock of this device. */
  readonly expiresAt: number;
  /** Kept where there is no memory from one request to the next: on a server that renders pages. */
  readonly access?: { readonly token: string; readonly expiresAt: number } | undefined;
}

export interface SessionStore {
  read(): Promise<StoredSession | null>;
  write(session: StoredSession): Promise<void>;
  remove(): Promise<void>;
}

/** Keeps the session by this name. A storage that fails, as in a private window, is as good as memory. */
export function createSessionStore(name: string, storage: SessionStorage | undefined): SessionStore {
  let kept: StoredSession | null = null;
  let isBroken = storage === undefined;
  const attempt = async <T>(use: (storage: SessionStorage) => T): Promise<T | undefined> => {
    try {
      if (storage && !isBroken) return await use(storage);
    } catch {
      isBroken = true;
    }
    return undefined;
  };
  return {
    read: async () => {
      const text = await attempt((each) => each.getItem(name));
      if (!isBroken) kept = parse(await text);
      return kept;
    },
    write: async (session: StoredSession) => {
      kept = session;
      await attempt((each) => each.setItem(name, JSON.stringify(session)));
    },
    remove: async () => {
      kept = null;
      await attempt((each) => each.removeItem(name));
    },
  };
}

/** Null if it is not what this client writes: another version wrote it, or somebody else. */
function parse(text: string | null | undefined): StoredSession | null {
  if (!text) return null;
  try {
    const { userId, sessionId, refreshToken, expiresAt, access } = JSON.parse(text);
    if (typeof userId !== 'string' || typeof sessionId !== 'string' || typeof expiresAt !== 'number') return null;
    return { userId, sessionId, refreshToken: refreshToken ?? null, expiresAt, access };
  } catch {
    return null;
  }
}
