// What we want to reach, as ratios within one run, and whether we have.
import { pairedRatio } from './statistics.js';

const toPeer = (workload, peer, bar, aim) => ({ workload, peer, bar, ...(aim && { aim }) });

const GOALS = [
  toPeer('small', 'mercurius-auth-cache', 1.3, 1.1),
  toPeer('list', 'mercurius-auth-cache', 0.7, 0.5),
  toPeer('wide', 'mercurius-auth-cache', 0.6, 0.45),
  toPeer('small', 'apollo', 0.28),
  toPeer('list', 'apollo', 0.22),
  toPeer('wide', 'apollo', 0.15),
  toPeer('denied', 'apollo-mapschema', 0.3),
];

const PAIRED_BARS = { small: 1.15, list: 1.08, wide: 1.08 };

/** A row for each goal that this run has the figures for. `pairs` are the CPU times by workload. */
export function reached(results, pairs) {
  const cpuOf = (server, workload) =>
    results.find((result) => result.server === server && result.workload === workload)?.cpuMicrosPerRequest;
  const ratios = GOALS.flatMap(({ workload, peer, bar, aim }) => {
    const [ours, theirs] = [cpuOf('portcullis', workload), cpuOf(peer, workload)];
    if (ours === undefined || theirs === undefined) return [];
    return row({ workload, what: `portcullis / ${peer}`, ratio: ours / theirs, bar, aim });
  });
  const paired = Object.entries(pairs).map(([workload, found]) => {
    const { ratio, low, high } = pairedRatio(found);
    return {
      ...row({ workload, what: 'portcullis / portcullis-no-auth', ratio: high, bar: PAIRED_BARS[workload] }),
      interval: { ratio, low, high, pairs: found.length },
    };
  });
  return [...ratios.slice(0, 3), ...paired, ...ratios.slice(3)];
}

function row({ workload, what, ratio, bar, aim }) {
  return { workload, what, ratio, bar, aim, barReached: ratio <= bar, ...(aim && { aimReached: ratio <= aim }) };
}

export const PAIRED_WORKLOADS = Object.keys(PAIRED_BARS);
