import { sql } from 'kysely';
import type { Database } from '../database/index.js';
import type { Finding } from '../module/index.js';
import { error, ok, warning } from '../toolkit/findings.js';
import type { Subject, SubjectCheck } from './subject.js';

/** What a second's precision and a slow answer explain. */
const NORMAL_SECONDS = 2;

/** Whether our clock goes as those of the database and of the issuers do. */
export const checkClock: SubjectCheck = async (subject) => {
  const { found, config, clock, inspectIssuers } = subject;
  const others: (readonly [string, number])[] = [];
  if (found.database?.dialect === 'postgres') others.push(['the database', await readAhead(found.database, clock)]);
  for (const { issuer, aheadSeconds } of await inspectIssuers())
    if (aheadSeconds !== undefined) others.push([issuer, aheadSeconds]);
  return others.map(([whose, ahead]) => tellClock(config, whose, ahead));
};

/** What is to be said of a clock that is so many seconds ahead of ours. */
export function tellClock({ token }: Pick<Subject['config'], 'token'>, whose: string, ahead: number): Finding {
  const seconds = Math.abs(ahead);
  if (seconds <= NORMAL_SECONDS) return ok(`The clock of ${whose} agrees with the one here.`);
  const message = `The clock here is ${Math.round(seconds)} s ${ahead > 0 ? 'behind' : 'ahead of'} that of ${whose}; CLOCK_TOLERANCE_SECONDS is ${token.toleranceSeconds}.`;
  const mend = 'Set the clock by NTP on both machines.';
  return seconds > token.toleranceSeconds ? error(message, mend) : warning(message, mend);
}

/** In seconds, as if its answer was made in the middle of the time that it took. */
async function readAhead({ query }: Database, clock: () => number): Promise<number> {
  const before = clock();
  const { rows } = await sql<{ now: string }>`select extract(epoch from clock_timestamp())::text as now`.execute(query);
  return Number(rows[0]?.now) - (before + clock()) / 2000;
}
