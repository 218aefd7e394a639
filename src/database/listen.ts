import { once } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ListenOptions } from './database.js';

const CONNECT_MILLISECONDS = 5000;
/** So that what forgets idle connections, as some networks do, does not forget this one. */
const KEEP_ALIVE_MILLISECONDS = 10_000;
const FIRST_PAUSE_MILLISECONDS = 250;
/** A connection that lasted longer was a good one. */
const LONGEST_PAUSE_MILLISECONDS = 30_000;

export interface PostgresListenOptions extends ListenOptions {
  /** Those of PostgreSQL whose notifications are our own. */
  readonly processes: ReadonlySet<number>;
}

/**
 * Listens to a channel of PostgreSQL at `url` on a connection of its own, until the returned function is called. One that
 * breaks is replaced, after a pause that grows as long as none lasts.
 */
export function listenToPostgres(url: string, options: PostgresListenOptions): () => void {
  const stopping = new AbortController();
  void keepListening(url, options, stopping.signal);
  return () => stopping.abort();
}

async function keepListening(url: string, options: PostgresListenOptions, signal: AbortSignal): Promise<void> {
  let milliseconds = FIRST_PAUSE_MILLISECONDS;
  let isTold = false;
  while (!signal.aborted) {
    const began = performance.now();
    const error = await listenOnce(url, options, signal);
    if (signal.aborted) return;
    if (performance.now() - began > LONGEST_PAUSE_MILLISECONDS) {
      milliseconds = FIRST_PAUSE_MILLISECONDS;
      isTold = false;
    }
    if (!isTold) options.onLost(error);
    isTold = true;
    await pause(milliseconds, undefined, { signal, ref: false }).catch(() => {});
    milliseconds = Math.min(2 * milliseconds, LONGEST_PAUSE_MILLISECONDS);
  }
}

/** Resolves with what ended it. */
async function listenOnce(
  url: string,
  { channel, onNotified, processes }: PostgresListenOptions,
  signal: AbortSignal,
): Promise<unknown> {
  const { Client } = (await import('pg')).default;
  // To be destroyed at any time: pg waits for a server that says nothing more.
  const socket = new Socket();
  const destroy = () => void socket.destroy();
  signal.addEventListener('abort', destroy);
  try {
    const client = new Client({
      connectionString: url,
      application_name: 'portcullis',
      connectionTimeoutMillis: CONNECT_MILLISECONDS,
      query_timeout: CONNECT_MILLISECONDS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MILLISECONDS,
      stream: () => socket,
    });
    // Rejects if there is an error first.
    const ended = once(client, 'end');
    ended.catch(() => {});
    client
      .on('error', () => {})
      .on('notification', ({ processId }) => {
        if (!processes.has(processId)) onNotified();
      });
    if (signal.aborted) return undefined;
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
    // For what was notified while nobody listened.
    onNotified();
    await ended;
    return new Error('The connection was closed.');
  } catch (error) {
    return error;
  } finally {
    signal.removeEventListener('abort', destroy);
    destroy();
  }
}
