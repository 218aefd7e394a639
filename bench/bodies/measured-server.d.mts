export interface Cost {
  /** CPU of the server. */
  readonly milliseconds: number;
  readonly status: number;
  readonly text: string;
}

/** A server as production has it, in a process of its own, that tells what it costs to answer. It needs a build. */
export declare function startMeasuredServer(): Promise<{
  costOf(body: string): Promise<Cost>;
  stop(): Promise<void>;
}>;
