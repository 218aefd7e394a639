import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { ModuleDeps } from '../../module.js';
import { createLimiter } from './limiter.js';
import { describeFailure, isFinal } from './send-failure.js';
import type { Mail, Transport } from './transport.js';
import { withLimit } from './with-limit.js';

/** Makes a mail; undefined if there is none to be sent. */
export type Compose = () => Promise<Mail | undefined>;

export interface Outbox {
  /** Takes a mail to be made and sent later. Never waits and never throws. */
  add(compose: Compose): void;
  /** Takes no more and tries nothing again. Resolves once everything is out, or given up. */
  close(): Promise<void>;
}

export interface OutboxOptions extends Pick<ModuleDeps, 'log'> {
  readonly transport: Transport;
  /** How long a mail waits before it is made: the answer to what asked for it is out by then. */
  readonly delayMilliseconds: number;
  /** How many mails may be in it; what comes then is dropped. */
  readonly capacity: number;
  /** How many are sent at once. */
  readonly concurrency: number;
  /** How long one attempt may take. */
  readonly attemptSeconds: number;
  /** The waits between attempts: one attempt more than there are waits. */
  readonly retrySeconds: readonly number[];
  /** How long `close` waits. */
  readonly closeSeconds: number;
}

/** Makes and sends mails in the background, so that no answer waits for a mail server. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { transport, log, capacity, closeSeconds } = options;
  // One after the other: requests need the database more.
  const inTurn = createLimiter(1);
  const sending = createLimiter(options.concurrency);
  const inside = new Set<Promise<void>>();
  const closing = new AbortController();
  const aborting = new AbortController();
  // As many as there are mails listen; that is no leak.
  setMaxListeners(0, closing.signal, aborting.signal);
  let isFull = false;

  /** Closing ends it. */
  const rest = (milliseconds: number) =>
    pause(milliseconds, undefined, { signal: closing.signal, ref: false }).catch(() => {});
  /** Undefined once it is given up. */
  const persist = async <T>(
    attempt: () => Promise<T>,
    describe: (error: unknown) => object,
  ): Promise<T | undefined> => {
    for (const wait of [...options.retrySeconds, undefined]) {
      try {
        return await attempt();
      } catch (error) {
        if (aborting.signal.aborted) break;
        if (wait === undefined || isFinal(error) || closing.signal.aborted) {
          log.error(describe(error), 'a mail could not be sent');
          break;
        }
        log.warn(describe(error), `a mail could not be sent yet; it will be tried again in ${wait} s`);
        await rest(wait * 1000);
      }
    }
    return undefined;
  };
  const send = (mail: Mail) =>
    sending(() => withLimit(options.attemptSeconds, aborting.signal, (signal) => transport(mail, signal)));
  const handle = async (compose: Compose) => {
    await rest(options.delayMilliseconds);
    const mail = await persist(
      () => inTurn(compose),
      (error) => ({ err: error }),
    );
    if (!mail) return;
    await persist(
      () => send(mail),
      (error) => ({ ...describeFailure(error), subject: mail.subject }),
    );
  };
  return Object.freeze({
    add: (compose: Compose) => {
      const wasFull = isFull;
      isFull = inside.size >= capacity;
      if (isFull && !wasFull) log.error({ capacity }, 'too many mails wait to be sent, so new ones are dropped');
      if (isFull || closing.signal.aborted) return;
      const handled = handle(compose).finally(() => inside.delete(handled));
      inside.add(handled);
    },
    close: async () => {
      closing.abort();
      const late = pause(closeSeconds * 1000, undefined, { signal: aborting.signal }).catch(() => {});
      await Promise.race([Promise.all(inside), late]);
      if (inside.size > 0) log.error({ count: inside.size }, 'mails were not sent before the end');
      aborting.abort();
    },
  });
}
