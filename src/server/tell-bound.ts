const MAX_LINES = 50;
const MAX_LINES_PER_KEY = 5;

export interface TellBoundOptions {
  readonly windowMilliseconds: number;
  readonly onLeftOut: (leftOut: LeftOut) => Promise<void>;
}

/** What was not told in a window of time. */
export interface LeftOut {
  readonly operations: number;
  /** How many of them. */
  readonly mutations: number;
}

/** Who is told of, and what. */
export interface Told {
  readonly authenticated: boolean;
  readonly key: string | null;
  readonly isMutation: boolean;
}

/** How much is told in a window of time: somebody who is refused all the time neither fills a log nor hides others. */
export interface TellBound {
  /** Whether there is room to tell of it; if not, it is counted. */
  take(told: Told): boolean;
  /** Ends the window. */
  stop(): Promise<void>;
}

/** Those who are signed in, and those who are not, have 50 lines a window each; one key has 5. */
export function createTellBound({ windowMilliseconds, onLeftOut }: TellBoundOptions): TellBound {
  let lines = new Map<boolean, Map<string | null, number>>();
  let leftOut = { operations: 0, mutations: 0 };
  let timer: NodeJS.Timeout | undefined;
  const end = async () => {
    clearTimeout(timer);
    timer = undefined;
    lines = new Map();
    const told = leftOut;
    leftOut = { operations: 0, mutations: 0 };
    if (told.operations > 0) await onLeftOut(told);
  };
  const hasRoom = ({ authenticated, key }: Told) => {
    const byKey = lines.get(authenticated) ?? new Map<string | null, number>();
    lines.set(authenticated, byKey);
    const own = byKey.get(key) ?? 0;
    if (own === MAX_LINES_PER_KEY || sum(byKey) === MAX_LINES) return false;
    byKey.set(key, own + 1);
    return true;
  };
  return Object.freeze({
    take: (told: Told) => {
      timer ??= setTimeout(() => void end(), windowMilliseconds).unref();
      if (hasRoom(told)) return true;
      leftOut.operations += 1;
      if (told.isMutation) leftOut.mutations += 1;
      return false;
    },
    stop: end,
  } satisfies TellBound);
}

function sum(lines: ReadonlyMap<unknown, number>): number {
  return [...lines.values()].reduce((total, count) => total + count, 0);
}
