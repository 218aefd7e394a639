import type { SessionStorage } from './stored-session.js';
import { pause } from './wait-out.js';

/** The tabs, windows and workers of one origin that share a session; or this program alone. */
export interface Tabs<TMessage> {
  /** Runs one task at a time, in whichever tab. Gives up waiting for others after a while: a frozen tab holds up nobody. */
  exclusively<T>(task: () => Promise<T>): Promise<T>;
  /** Tells the other tabs. */
  tell(message: TMessage): void;
  close(): void;
}

export interface TabsOptions<TMessage> {
  readonly name: string;
  /** What they share, if it is not a cookie. */
  readonly storage: SessionStorage | undefined;
  /** Told by another tab. */
  readonly onMessage: (message: TMessage) => void;
  /** What is stored has changed, by another tab that cannot tell. */
  readonly onStored: () => void;
}

const WAIT_MILLISECONDS = 10_000;
/** For what the tab before has told to arrive. */
const ARRIVAL_MILLISECONDS = 20;

export function alone<TMessage>(): Tabs<TMessage> {
  return { exclusively: (task) => task(), tell: () => {}, close: () => {} };
}

/** By Web Locks and BroadcastChannel; where there are none, by what they store, and its events. */
export function createTabs<TMessage>({ name, storage, onMessage, onStored }: TabsOptions<TMessage>): Tabs<TMessage> {
  const { navigator, BroadcastChannel, addEventListener, removeEventListener } = globalThis as unknown as Page;
  const channel = BroadcastChannel && new BroadcastChannel(name);
  channel?.addEventListener('message', ({ data }) => onMessage(data as TMessage));
  // Node keeps a process alive for a channel.
  channel?.unref?.();
  const onStorage = ({ key }: { readonly key: string | null }) => {
    if (key === name || key === null) onStored();
  };
  // Beside the channel they would tell less of the same, and sooner.
  if (!channel) addEventListener?.('storage', onStorage);
  return {
    exclusively: (task) => {
      if (navigator?.locks) return lock(navigator.locks, name, task);
      return storage ? lease(storage, `${name}-lease`, task) : task();
    },
    tell: (message) => channel?.postMessage(message),
    close: () => {
      channel?.close();
      removeEventListener?.('storage', onStorage);
    },
  } satisfies Tabs<TMessage>;
}

/** Ends the wait for a turn after a while, unless it has come. */
async function lock<T>(locks: Locks, name: string, task: () => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(), WAIT_MILLISECONDS);
  const begin = async () => {
    clearTimeout(timer);
    await pause(ARRIVAL_MILLISECONDS);
    return task();
  };
  return locks.request(name, { signal }, begin).catch((error) => {
    // Only the wait is aborted: nothing has begun.
    if (!signal.aborted) throw error;
    return task();
  });
}

/** An entry that says who refreshes, and until when at most: two that write it at the same moment see whose stays. */
async function lease<T>(storage: SessionStorage, name: string, task: () => Promise<T>): Promise<T> {
  const own = `${Math.random()} `;
  const deadline = Date.now() + WAIT_MILLISECONDS;
  const isOwn = async () => (await storage.getItem(name))?.startsWith(own);
  while (Date.now() < deadline) {
    const [, until] = ((await storage.getItem(name)) ?? '').split(' ');
    if (!(Number(until) > Date.now())) {
      await storage.setItem(name, `${own}${Date.now() + WAIT_MILLISECONDS}`);
      await pause(ARRIVAL_MILLISECONDS * (1 + Math.random()));
      if (await isOwn()) break;
    }
    await pause(2 * ARRIVAL_MILLISECONDS);
  }
  try {
    return await task();
  } finally {
    if (await isOwn()) await storage.removeItem(name);
  }
}

interface Locks {
  request<T>(name: string, options: { readonly signal: AbortSignal }, callback: () => Promise<T>): Promise<T>;
}

/** What a browser has, and not everything else. */
interface Page {
  readonly navigator?: { readonly locks?: Locks };
  readonly BroadcastChannel?: new (
    name: string,
  ) => {
    postMessage(message: unknown): void;
    addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
    close(): void;
    unref?(): void;
  };
  readonly addEventListener?: (type: 'storage', listener: (event: { readonly key: string | null }) => void) => void;
  readonly removeEventListener?: (type: 'storage', listener: (event: { readonly key: string | null }) => void) => void;
}
