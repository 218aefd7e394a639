import { setTimeout as pause } from 'node:timers/promises';
import type { ModuleDeps } from '../../module.js';
import { createLimiter } from './limiter.js';
import { describeFailure, isFinal } from './send-failure.js';
import type { Mail, Transport } from './transport.js';

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
  let isFull = false;

  /** Closing ends it. */
  const rest = (milliseconds: number) =>
    pause(milliseconds, undefined, { signal: closing.signal, ref: false }).catch(() => {});
  const send = (mail: Mail) =>
    sending(() => {
      const tooLong = AbortSignal.timeout(options.attemptSeconds * 1000);
      return transport(mail, AbortSignal.any([aborting.signal, tooLong]));
    });
  const deliver = async (mail: Mail) => {
    for (const wait of [...options.retrySeconds, undefined]) {
      try {
        return await send(mail);
      } catch (error) {
        if (aborting.signal.aborted) return;
        const failure = { ...describeFailure(error), subject: mail.subject };
        const isLast = wait === undefined || isFinal(error) || closing.signal.aborted;
        if (isLast) return log.error(failure, 'a mail could not be sent');
        log.warn(failure, `a mail could not be sent yet, and will be tried again in ${wait} s`);
        await rest(wait * 1000);
      }
    }
  };
  const handle = async (compose: Compose) => {
    try {
      await rest(options.delayMilliseconds);
      const mail = await inTurn(compose);
      if (mail) await deliver(mail);
    } catch (error) {
      log.error({ err: error }, 'a mail could not be made');
    }
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
