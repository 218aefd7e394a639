// The order of the measurements: each round visits every server, so that what the machine does meanwhile meets all.
import { median } from '../report/statistics.js';

/**
 * The median of the rounds for each workload and server. `seconds` of load a visit, after a tenth of that which does
 * not count.
 */
export async function runRounds({ subjects, workloads, rounds, seconds, isFresh, onRound }) {
  const samples = new Map();
  for (let round = 0; round < rounds; round++) {
    onRound(round + 1);
    for (const workload of workloads) {
      // Another one begins each time: nobody always runs after the same neighbour.
      const shift = round % subjects.length;
      for (const subject of [...subjects.slice(shift), ...subjects.slice(0, shift)]) {
        const key = `${workload} ${subject.server}`;
        const sample = await subject.measure(workload, { seconds, warmUpSeconds: seconds / 10, isFresh });
        samples.set(key, [...(samples.get(key) ?? []), sample]);
      }
    }
  }
  return workloads.flatMap((workload) =>
    subjects.map(({ server }) => ({ workload, server, ...medians(samples.get(`${workload} ${server}`)) })),
  );
}

function medians(samples) {
  const cpu = samples.map(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest);
  return {
    cpuMicrosPerRequest: rounded(median(cpu)),
    requestsPerSecond: rounded(median(samples.map(({ requestsPerSecond }) => requestsPerSecond))),
    rounds: cpu.map(rounded),
  };
}

/** The CPU times of two servers in each of so many pairs, in turns which of them is the first. */
export async function runPairs({ first, second, workload, pairs, seconds }) {
  const found = [];
  for (let pair = 0; pair < pairs; pair++) {
    const cpuOf = new Map();
    for (const subject of pair % 2 === 0 ? [first, second] : [second, first]) {
      const sample = await subject.measure(workload, { seconds, warmUpSeconds: seconds / 10, isFresh: true });
      cpuOf.set(subject, sample.cpuMicrosPerRequest);
    }
    found.push([cpuOf.get(first), cpuOf.get(second)]);
  }
  return found;
}

function rounded(value) {
  return Math.round(value * 10) / 10;
}
