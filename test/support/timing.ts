import { expect } from '@jest/globals';
import { noteComparison } from './timing-table.js';

/** Requests that are answered alike, and whose time is taken. */
export interface Series<T> {
  readonly name: string;
  /** Each call has another index, from 0 on. Only this is timed. */
  readonly ask: (index: number) => Promise<T>;
}

export interface MeasureOptions<T> {
  /** What is measured: the operation, and on which database. */
  readonly what: string;
  /** Of each answer, once its time is taken. */
  readonly check: (answer: T) => void;
  /** How many times each series is asked before the medians are compared. */
  readonly rounds?: number;
  /** How often as many are added while a ratio is outside: a busy machine is no difference. */
  readonly extensions?: number;
}

/** How the times of a series relate to those of the one that it is compared with. */
export interface Comparison {
  readonly what: string;
  readonly name: string;
  readonly reference: string;
  /** Of the medians. */
  readonly ratio: number;
  /** In milliseconds. */
  readonly medians: readonly [number, number];
  /** How many times each was asked. */
  readonly count: number;
}

export const MOST = 0.1;
const WARM_UP = 20;
const ROUNDS = 100;
const EXTENSIONS = 10;

/** Compares each of the others with the first. They take turns, each time in another order. */
export async function compare<T>(
  series: readonly [Series<T>, ...Series<T>[]],
  { what, check, rounds = ROUNDS, extensions = EXTENSIONS }: MeasureOptions<T>,
): Promise<readonly Comparison[]> {
  const timed = series.map(({ name, ask }) => ({ name, ask, asked: 0, times: [] as number[] }));
  const askAll = async (count: number) => {
    for (const each of Array.from({ length: count }, () => shuffled(timed)).flat()) {
      const start = performance.now();
      const answer = await each.ask(each.asked);
      each.times.push(performance.now() - start);
      each.asked += 1;
      check(answer);
    }
  };
  const compareAll = (): readonly Comparison[] => {
    const [first, ...others] = timed.map(({ name, times }) => ({ name, count: times.length, median: medianOf(times) }));
    return others.map(({ name, count, median }) => {
      const [reference, base] = [first?.name ?? '', first?.median ?? Number.NaN];
      return { what, name, reference, ratio: median / base, medians: [median, base], count };
    });
  };
  await askAll(Math.min(WARM_UP, rounds));
  for (const each of timed) each.times.length = 0;
  await askAll(rounds);
  for (let left = extensions; left > 0 && !compareAll().every(isAlike); left -= 1) await askAll(rounds);
  return compareAll();
}

/** As `compare`, and none of them is another's by its time. */
export async function expectAlike<T>(
  series: readonly [Series<T>, ...Series<T>[]],
  options: MeasureOptions<T>,
): Promise<void> {
  const comparisons = await compare(series, options);
  for (const each of comparisons) noteComparison(each);
  expect(comparisons.filter((each) => !isAlike(each)).map(textOf)).toEqual([]);
}

/** True within a tenth, whichever of the two is the longer one. */
export function isAlike({ ratio }: Pick<Comparison, 'ratio'>): boolean {
  return Math.abs(ratio - 1) <= MOST && Math.abs(1 / ratio - 1) <= MOST;
}

export function textOf({ what, name, reference, ratio, medians: [own, other], count }: Comparison): string {
  const figures = `${own.toFixed(3)} ms to ${other.toFixed(3)} ms, ${count} of each`;
  return `${what}: ${name} / ${reference}: ${ratio.toFixed(3)} (${figures})`;
}

export function medianOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

function shuffled<T>(list: readonly T[]): readonly T[] {
  return list
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
