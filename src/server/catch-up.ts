/** What an instance reads again and again of what others did. */
export interface Feed {
  /** False if it was read too long ago. */
  isCurrent(): boolean;
  catchUp(): Promise<void>;
}

export interface CatchUpOptions {
  readonly feeds: readonly Feed[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Milliseconds that only go forward. */
  readonly uptime: () => number;
}

/** The process was away if the clock went so much further than its uptime. */
const GAP_MILLISECONDS = 1000;
/** The second is for who came while the first was held up itself. */
const ROUNDS = 2;

/**
 * Resolves when the feeds are current, or cannot be read. A process that was frozen read none of them meanwhile; whoever
 * wakes it reads them first, once for all who wait. Some machines stop the uptime as well while they freeze a process, so
 * the clock is looked at too: false if it tells of a gap in which the feeds were not read, whatever they say themselves.
 */
export function createCatchUp({ feeds, clock, uptime }: CatchUpOptions): () => Promise<boolean> {
  let ahead = clock() - uptime();
  let wasAway = false;
  let reading: Promise<unknown> | undefined;
  const isStale = () => {
    const aheadNow = clock() - uptime();
    wasAway ||= aheadNow - ahead > GAP_MILLISECONDS;
    ahead = aheadNow;
    return wasAway || feeds.some((feed) => !feed.isCurrent());
  };
  const read = async () => {
    const hadBeenAway = wasAway;
    wasAway = false;
    const results = await Promise.allSettled(feeds.map((feed) => feed.catchUp()));
    wasAway ||= hadBeenAway && results.some(({ status }) => status === 'rejected');
    reading = undefined;
  };
  return async () => {
    for (let round = 0; round < ROUNDS && isStale(); round += 1) {
      reading ??= read();
      await reading;
    }
    return !wasAway;
  };
}
