const MIN_AGE_MILLISECONDS = 1000;

/** What all connections may keep in memory together, of one kind. */
export interface ByteBudget {
  /** @param letGo gives up what is held: called when others need the room, and it was held for 1 s or longer */
  hold(letGo: () => void): Holding;
}

export interface Holding {
  /** False if there is no room for as many bytes more, and nothing old enough to give some up. */
  grow(bytes: number): boolean;
  release(): void;
}

export interface ByteBudgetOptions {
  readonly maxBytes: number;
  /** Milliseconds, which only go forward. */
  readonly now?: () => number;
}

/**
 * Who holds something for long gives it up first, so that clients that neither read nor send do not take the place of
 * those that do. What is larger than the whole budget has room while nothing else is held.
 */
export function createByteBudget({ maxBytes, now = () => performance.now() }: ByteBudgetOptions): ByteBudget {
  // The oldest first.
  const held = new Set<Held>();
  let total = 0;
  const drop = (holding: Held) => {
    if (held.delete(holding)) total -= holding.bytes;
  };
  const makeRoom = (bytes: number, own: Held) => {
    for (const holding of held) {
      if (total + bytes <= maxBytes || now() - holding.since < MIN_AGE_MILLISECONDS) return;
      if (holding === own) continue;
      drop(holding);
      holding.letGo();
    }
  };
  return Object.freeze({
    hold: (letGo: () => void) => {
      const own: Held = { bytes: 0, since: now(), letGo };
      held.add(own);
      return {
        grow: (bytes) => {
          if (total + bytes > maxBytes) makeRoom(bytes, own);
          if (total + bytes > maxBytes && total > own.bytes) return false;
          own.bytes += bytes;
          total += bytes;
          return true;
        },
        release: () => drop(own),
      } satisfies Holding;
    },
  });
}

interface Held {
  bytes: number;
  readonly since: number;
  readonly letGo: () => void;
}
