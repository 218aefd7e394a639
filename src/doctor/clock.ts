import { sql } from 'kysely';
import type { Database } from '../database/index.js';
import type { Finding } from '../module/index.js';
import { error, ok, warning } from '../toolkit/findings.js';
import { aheadSeconds, type ClockReading } from './ahead-seconds.js';
import type { Subject, SubjectCheck } from './subject.js';

/** What nobody needs to be told of. */
const NORMAL_SECONDS = 2;

/** Whether our clock goes as those of the database and of the issuers do. */
export const checkClock: SubjectCheck = async ({ found, config, clock, inspectIssuers }) => {
  const findings: Finding[] = [];
  if (found.database?.dialect === 'postgres')
    findings.push(tellClock(config, 'the database', aheadSeconds(await readClock(found.database, clock))));
  for (const { issuer, date: told } of await inspectIssuers())
    if (told) findings.push(tellClock(config, issuer, aheadSeconds({ ...told, from: told.date, to: told.date + 999 })));
  return findings;
};

/** What is to be said of a clock that is so many seconds ahead of ours. */
export function tellClock({ token }: Pick<Subject['config'], 'token'>, whose: string, ahead: number): Finding {
  const seconds = Math.abs(ahead);
  if (seconds <= NORMAL_SECONDS) return ok(`The clock of ${whose} agrees with the clock of this machine.`);
  const message = `The clock of this machine is ${Math.round(seconds)} s ${ahead > 0 ? 'behind' : 'ahead of'} that of ${whose}; CLOCK_TOLERANCE_SECONDS is ${token.toleranceSeconds}.`;
  const mend = 'Synchronize the clocks of both machines with NTP.';
  return seconds > token.toleranceSeconds ? error(message, mend) : warning(message, mend);
}

async function readClock({ query }: Database, clock: () => number): Promise<ClockReading> {
  const sentAt = clock();
  const { rows } = await sql<{ now: string }>`select extract(epoch from clock_timestamp())::text as now`.execute(query);
  const now = Number(rows[0]?.now) * 1000;
  return { from: now, to: now, sentAt, receivedAt: clock() };
}
