export interface TellBoundOptions<TKind extends string> {
  readonly windowMilliseconds: number;
  /** Of one group, in a window. */
  readonly maxLines: number;
  /** Of one key of a group, in a window. */
  readonly maxLinesPerKey: number;
  readonly onLeftOut: (leftOut: LeftOut<TKind>) => unknown;
}

/** How many of each kind were not told in a window of time; one is, at least. */
export type LeftOut<TKind extends string> = Readonly<Partial<Record<TKind, number>>>;

/** Who is told of, and what. */
export interface Told<TKind extends string> {
  /** Those of one group share their lines. */
  readonly group: string;
  readonly key: string | null;
  readonly kind: TKind;
}

/** How much is told in a window of time: somebody who is refused all the time neither fills a log nor hides others. */
export interface TellBound<TKind extends string> {
  /** Whether there is room to tell of it; if not, it is counted. */
  take(told: Told<TKind>): boolean;
  /** Ends the window. */
  stop(): Promise<void>;
}

/** A window begins with the first that is told in it. What is remembered are the keys that have lines in it. */
export function createTellBound<TKind extends string>(options: TellBoundOptions<TKind>): TellBound<TKind> {
  const { windowMilliseconds, maxLines, maxLinesPerKey, onLeftOut } = options;
  let lines = new Map<string, Map<string | null, number>>();
  let leftOut: Partial<Record<TKind, number>> = {};
  let timer: NodeJS.Timeout | undefined;
  const end = async () => {
    clearTimeout(timer);
    timer = undefined;
    lines = new Map();
    const told = leftOut;
    leftOut = {};
    if (Object.keys(told).length > 0) await onLeftOut(told);
  };
  const hasRoom = ({ group, key }: Told<TKind>) => {
    const byKey = lines.get(group) ?? new Map<string | null, number>();
    lines.set(group, byKey);
    const own = byKey.get(key) ?? 0;
    if (own === maxLinesPerKey || sum(byKey) === maxLines) return false;
    byKey.set(key, own + 1);
    return true;
  };
  return Object.freeze({
    take: (told: Told<TKind>) => {
      timer ??= setTimeout(() => void end(), windowMilliseconds).unref();
      if (hasRoom(told)) return true;
      leftOut[told.kind] = (leftOut[told.kind] ?? 0) + 1;
      return false;
    },
    stop: end,
  } satisfies TellBound<TKind>);
}

function sum(lines: ReadonlyMap<unknown, number>): number {
  return [...lines.values()].reduce((total, count) => total + count, 0);
}
