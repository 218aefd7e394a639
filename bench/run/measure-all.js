// All measurements of a run, in their order.
import { PAIRED_WORKLOADS } from '../report/reach.js';
import { runPairs, runRounds } from './rounds.js';

const WARM_UP_SECONDS = { quick: 1, full: 2 };
const PAIR_SECONDS = 0.8;

/** The table with fresh tokens; then, if the run is not quick, the one with one token; then the pairs by workload. */
export async function measureAll({ subjects, options, say }) {
  const { workloads, rounds, seconds, isQuick } = options;
  for (const subject of subjects) {
    say(`Warming up ${subject.server}`);
    for (const workload of workloads) {
      await subject.warmUp(workload, isQuick ? WARM_UP_SECONDS.quick : WARM_UP_SECONDS.full);
    }
  }
  const inRounds = (isFresh, tokens) =>
    runRounds({
      subjects,
      workloads,
      rounds,
      seconds,
      isFresh,
      onRound: (round) => say(`Round ${round} of ${rounds}, ${tokens}`),
    });
  const fresh = await inRounds(true, 'fresh tokens');
  const one = isQuick ? [] : await inRounds(false, 'one token');
  return { fresh, one, pairs: await measurePairs({ subjects, options, say }) };
}

async function measurePairs({ subjects, options: { pairs, workloads }, say }) {
  const [first, second] = ['portcullis', 'portcullis-no-auth'].map((name) =>
    subjects.find(({ server }) => server === name),
  );
  if (pairs === 0 || !first || !second) return {};
  const found = {};
  for (const workload of PAIRED_WORKLOADS.filter((name) => workloads.includes(name))) {
    say(`${pairs} pairs with and without @auth, ${workload}`);
    found[workload] = await runPairs({ first, second, workload, pairs, seconds: PAIR_SECONDS });
  }
  return found;
}
