/** What another clock said, and when it was asked and answered by ours; in milliseconds since the epoch. */
export interface ClockReading {
  /** It said something from here… */
  readonly from: number;
  /** …to here. */
  readonly to: number;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** How far the other clock is ahead at least; 0 if the way there and back explains the difference. */
export function aheadSeconds({ from, to, sentAt, receivedAt }: ClockReading): number {
  if (from > receivedAt) return (from - receivedAt) / 1000;
  return Math.min(0, to - sentAt) / 1000;
}
