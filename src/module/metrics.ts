/** Each label with its value. The values are few, and none of them names a user. */
export type Labels<Name extends string> = Readonly<Record<Name, string>>;

/** By the conventions of Prometheus: a prefix, the unit in plural, `_total` where something is counted. */
export interface Metric<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

export interface Reading<Label extends string> {
  readonly value: number;
  readonly labels: Labels<Label>;
}

/** A number, or one for each set of labels. */
export type Readings<Label extends string> = number | readonly Reading<Label>[];

/** What is read when somebody asks for the metrics. What cannot be read is left out then. */
export type Read<Label extends string> = () => Readings<Label> | Promise<Readings<Label>>;

/**
 * What the operator sees of the server in numbers. A metric is defined once, under a name that nothing else has. Where
 * nobody asks for metrics, nothing is counted and nothing is read.
 */
export interface Metrics {
  /** Something that goes up and down. */
  gauge<Label extends string = never>(metric: Metric<Label>, read: Read<Label>): void;
  /** What is counted elsewhere, and only grows. */
  total<Label extends string = never>(metric: Metric<Label>, read: Read<Label>): void;
  /** What is counted by what comes back: one more each time it is called, or so many. */
  counter<Label extends string = never>(metric: Metric<Label>): (labels: Labels<Label>, by?: number) => void;
  /** How often which values came, up to each of these bounds. */
  histogram<Label extends string = never>(
    metric: Metric<Label> & { readonly buckets: readonly number[] },
  ): (value: number, labels: Labels<Label>) => void;
}
