import type { Log } from '../../module/index.js';
import { createIds } from './request-id.js';
import { createTellBound } from './tell-bound.js';

/** What was sent, and never became a request that is answered as one. */
export interface UnreadableRequest {
  readonly status: number;
  /** As Node calls it: `HPE_HEADER_OVERFLOW`. */
  readonly why: string;
  /** The address of the connection. */
  readonly client: string | undefined;
}

/** Tells of it, and gives the id that its answer has. */
export type TellUnreadable = (request: UnreadableRequest) => string;

export interface UnreadableRequests {
  readonly tell: TellUnreadable;
  /** Tells what was left out by now. */
  stop(): Promise<void>;
}

const MINUTE_MILLISECONDS = 60_000;

/** An address gets 5 lines a minute, and all of them 50: anybody can send what cannot be read, as fast as they like. */
export function createUnreadableRequests(log: Log, randomBytes: (size: number) => Buffer): UnreadableRequests {
  const makeId = createIds(randomBytes);
  const bound = createTellBound<'requests'>({
    windowMilliseconds: MINUTE_MILLISECONDS,
    maxLines: 50,
    maxLinesPerKey: 5,
    onLeftOut: ({ requests }) => log.info({ requests }, 'more requests could not be read than were logged'),
  });
  return Object.freeze({
    tell: ({ status, why, client }: UnreadableRequest) => {
      const request = makeId();
      if (bound.take({ group: 'all', key: client ?? null, kind: 'requests' }))
        log.info({ request, status, why, client }, 'a request could not be read');
      return request;
    },
    stop: bound.stop,
  } satisfies UnreadableRequests);
}
