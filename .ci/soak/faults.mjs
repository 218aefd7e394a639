// Faults, one after the other, and which errors each of them explains.
import { setTimeout as pause } from 'node:timers/promises';
import { tell } from './ledger.mjs';

const CONNECTION = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];
const OUT_OF_SERVICE = ['SERVICE_UNAVAILABLE'];
/** A request that lay in the socket of a frozen process may have come too late for it: the client may send it again. */
const FROZEN = [...OUT_OF_SERVICE, 'HTTP 408'];
/** On a machine that has other things to do. */
const SLOW = [...FROZEN, 'NO_ANSWER'];
/** So long after a fault its errors are still explained: connections are made again. */
const AFTER_MILLISECONDS = 2000;

/** Each is shorter than the grace of a refresh token; the clock stays within what `CLOCK_TOLERANCE_SECONDS` promises. */
const FAULTS = [
  { kind: 'an instance is killed (SIGKILL)', codes: CONNECTION, victims: killable, run: restart('SIGKILL') },
  { kind: 'an instance is frozen (SIGSTOP) for 4 s', codes: FROZEN, victims: anyOne, run: freeze },
  { kind: 'all lose the database for 4 s', codes: OUT_OF_SERVICE, victims: all, run: database('restart', 4000) },
  { kind: 'a clock is 12 s ahead for 5 s', codes: [], victims: withClock, run: jump(12) },
  { kind: 'an instance is ended (SIGTERM)', codes: CONNECTION, victims: killable, run: restart('SIGTERM') },
  { kind: 'the database stalls for 4 s', codes: OUT_OF_SERVICE, victims: all, run: database('stall', 4000) },
  { kind: 'one loses the database for 7 s', codes: OUT_OF_SERVICE, victims: anyOne, run: database('restart', 7000) },
  { kind: 'a clock is 12 s behind for 5 s', codes: [], victims: withClock, run: jump(-12) },
];

export function createFaults(instances, machine) {
  const windows = [];
  const counts = new Map(FAULTS.map(({ kind }) => [kind, 0]));
  const touches = (window, { from, to }) => window.from <= to && from <= window.until + AFTER_MILLISECONDS;
  let turn = 0;
  return {
    counts,
    hadEach: () => turn >= FAULTS.length,
    explain: (code, span) =>
      (SLOW.includes(code) && machine.isBusy(span)) ||
      windows.some((each) => touches(each, span) && each.names.includes(span.instance) && each.codes.includes(code)),
    isCalm: (span) => !machine.isBusy(span) && !windows.some((each) => touches(each, span)),
    /** The next one, to its end. One that nobody here can have is left out. */
    async next() {
      const { kind, codes, victims, run } = FAULTS[turn % FAULTS.length];
      const round = Math.floor(turn / FAULTS.length);
      turn += 1;
      const chosen = victims(instances, round);
      if (chosen.length === 0) return;
      const names = chosen.map(({ name }) => name);
      const window = { from: performance.now(), until: Number.POSITIVE_INFINITY, names, codes };
      windows.push(window);
      tell(`${kind}: ${names.join(', ')}`);
      await Promise.all(chosen.map(run));
      window.until = performance.now();
      counts.set(kind, counts.get(kind) + 1);
    },
  };
}

function all(instances) {
  return instances;
}

/** One after the other. */
function anyOne(instances, round) {
  return [instances[round % instances.length]];
}

/** The first lives as long as the soak, so that its memory has one line. */
function killable(instances, round) {
  return [instances[1 + (round % (instances.length - 1))]];
}

function withClock(instances) {
  return instances.filter(({ setClock }) => setClock !== undefined);
}

function restart(signal) {
  return async (instance) => {
    await instance.stop(signal);
    await pause(300);
    await instance.start();
  };
}

async function freeze(instance) {
  instance.signal('SIGSTOP');
  await pause(4000);
  instance.signal('SIGCONT');
}

function database(fault, milliseconds) {
  return async (instance) => {
    instance.database[fault]();
    await pause(milliseconds);
    instance.database.mend();
  };
}

function jump(seconds) {
  return async (instance) => {
    instance.setClock(seconds);
    await pause(3000);
    const ahead = await instance.aheadSeconds();
    if (Math.abs(ahead - seconds) > 4) throw new Error(`The clock is ${ahead} s ahead instead of ${seconds}.`);
    await pause(2000);
    instance.setClock(0);
  };
}
