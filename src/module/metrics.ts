/** Each label with its value. There must be few values, and none may identify a user. */
export type Labels<Name extends string> = Readonly<Record<Name, string>>;

/** Named by the conventions of Prometheus: a prefix, the unit in plural, `_total` for a counter. */
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

/** Read when the metrics are requested. What cannot be read is left out. */
export type Read<Label extends string> = () => Readings<Label> | Promise<Readings<Label>>;

/**
 * The metrics of the server. Each is defined once, under a unique name. Where metrics are off, nothing is counted or
 * read.
 */
export interface Metrics {
  /** Something that goes up and down. */
  gauge<Label extends string = never>(metric: Metric<Label>, read: Read<Label>): void;
  /** Something that is counted elsewhere and only grows. */
  total<Label extends string = never>(metric: Metric<Label>, read: Read<Label>): void;
  /** A counter, increased by calling the returned function: by one, or by the given number. */
  counter<Label extends string = never>(metric: Metric<Label>): (labels: Labels<Label>, by?: number) => void;
  /** The distribution of values over these bounds. */
  histogram<Label extends string = never>(
    metric: Metric<Label> & { readonly buckets: readonly number[] },
  ): (value: number, labels: Labels<Label>) => void;
}
