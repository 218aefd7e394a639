// The figures, as a table.
import { slopeOf } from './memory.mjs';

/** So much may the memory of an instance grow in a minute, beside what is noise: in the first minutes it warms up. */
const BOUNDS = [
  { name: 'heap', title: 'heap after a garbage collection', short: 30, long: 0.1 },
  { name: 'rss', title: 'resident memory', short: 150, long: 1 },
];

/** Prints all, and tells whether all is right. */
export function report({ ledger, faults, accounts }, { seconds, isLong, samples, machine }) {
  const byCount = (map) => [...map].toSorted(([, a], [, b]) => b - a);
  const sum = [...ledger.operations.values()].reduce((a, b) => a + b, 0);
  print('requests', [['all', sum], ['a second', (sum / seconds).toFixed(1)], ...byCount(ledger.operations)]);
  print('errors and failures, by code', byCount(ledger.errors));
  print('faults', [...faults.counts]);
  print('machine', [['of the time it was busy with other things too', `${machine.percent()} %`]]);
  print('answers outside of faults', [
    ['p50', `${quantile(ledger.times, 0.5)} ms`],
    ['p99', `${quantile(ledger.times, 0.99)} ms`],
    ['a dead access token was taken at the latest after', `${Math.round(Math.max(0, ...ledger.lags))} ms`],
  ]);
  const memory = BOUNDS.map((bound) => ({ ...bound, ...slopeOf(samples, bound.name) }));
  print(
    'memory of the instance that lived all the time, over the second half',
    memory.map(({ title, slope, error, last }) => [
      title,
      `${last.toFixed(1)} MB, ${slope.toFixed(3)} ± ${error.toFixed(3)} MB/min`,
    ]),
  );
  const isFlat = memory.every(({ slope, error, short, long }) => slope <= 2 * error + (isLong ? long : short));
  print('wrong', [['accounts', accounts.length], ...ledger.figures(), ['memory', isFlat ? 'flat' : 'GROWS']]);
  return isFlat && ledger.isRight();
}

function print(title, rows) {
  console.log(`\n${title}`);
  for (const [name, value] of rows) console.log(`  ${String(value).padStart(8)}  ${name}`);
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(share * (sorted.length - 1))]);
}
