// A soak: people live on three instances and one database for so many seconds, while instances are killed, ended and
// frozen, the database is cut off and stalls, and a clock jumps. A ledger in the client knows what every answer has to be,
// and at the end what the database has to hold. `npm run build` goes before; libfaketime of Debian is there.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePorts } from '../programs.mjs';
import { newAccount } from './accounts.mjs';
import { compareBooks } from './books.mjs';
import { createClient } from './client.mjs';
import { createDatabase } from './database.mjs';
import { environmentOf } from './environment.mjs';
import { createFaults } from './faults.mjs';
import { createInstance } from './instances.mjs';
import { createLedger } from './ledger.mjs';
import { watchMachine } from './machine.mjs';
import { watchMemory } from './memory.mjs';
import { live } from './people.mjs';
import { report } from './report.mjs';
import { refreshAll, signIn } from './sign-ins.mjs';
import { fillTokenMemory } from './token-memory.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    /** Operations that people begin in a second, or fewer if they wait longer for answers. */
    rate: { type: 'string', default: '50' },
    /** Variables of the instances, as `NAME=value`. */
    set: { type: 'string', multiple: true, default: [] },
  },
});
const SECONDS = Number(values.seconds);
const PEOPLE = 40;
/** Long enough for the memory to tell something. */
const isLong = SECONDS >= 300;
/** Between two faults. */
const QUIET_MILLISECONDS = isLong ? 4000 : 1000;
/** The clock of the second jumps. */
const INSTANCES = ['one', 'two', 'three'];

const admin = { ...newAccount(), email: 'root@example.com' };
const database = await createDatabase();
const instances = await createInstances();
const people = [];
let isOver = false;
try {
  await Promise.all(instances.map(({ start }) => start()));
  const ledger = createLedger();
  const machine = watchMachine();
  const faults = createFaults(instances, machine);
  const ask = createClient({ instances, faults, ledger });
  const soak = { ask, ledger, faults, admin, accounts: [], rollCall: 0, isOver: () => isOver };
  await signIn(soak, admin);
  if (isLong) await fillTokenMemory(soak, instances[0], admin);
  const endMemory = watchMemory(instances[0], isLong ? 5000 : 2000);
  people.push(...Array.from({ length: PEOPLE }, () => live(soak, PEOPLE / Number(values.rate))));
  await Promise.all([upset(soak), ...people]);
  const samples = await endMemory();
  for (const account of [...soak.accounts, admin]) await refreshAll(soak, account);
  await compareBooks(soak, database.url);
  const isRight = report(soak, { seconds: SECONDS, isLong, samples, machine });
  if (!isRight) for (const { name, log } of instances) console.log(`\nthe log of ${name}\n${log()}`);
  process.exitCode = isRight ? 0 : 1;
} finally {
  isOver = true;
  await Promise.allSettled(people);
  for (const instance of instances) await instance.remove();
  await database.drop();
}

async function createInstances() {
  const env = environmentOf(admin, values.set);
  const ports = await freePorts(INSTANCES.length);
  const create = (name, index) =>
    createInstance({ name, port: ports[index], env, database: database.url, hasClock: name === 'two' });
  return Promise.all(INSTANCES.map(create));
}

/** One fault after the other, each kind once at least, and a roll call after each. */
async function upset(soak) {
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end || !soak.faults.hadEach()) {
    await pause(QUIET_MILLISECONDS);
    await soak.faults.next();
    soak.rollCall += 1;
    // Who is asked for now and then, and by everybody.
    await refreshAll(soak, admin);
  }
  await pause(QUIET_MILLISECONDS);
  isOver = true;
}
