import { sql } from 'kysely';
import { MAX_CONNECTIONS, type Query } from '../database/index.js';
import type { Finding } from '../module/index.js';
import { error, ok, warning } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

/** A limit on connections, and how many there are that it counts. */
interface Limit {
  readonly name: string;
  readonly allowed: number;
  readonly used: number;
}

/** Whether PostgreSQL has as many connections as an instance may open. */
export const checkConnections: SubjectCheck = async ({ found }) => {
  if (found.database?.dialect !== 'postgres') return [];
  return [tellConnections(await readLimits(found.database.query))];
};

/** What is to be said of the limit that no instance fits into, or else of the one that leaves the fewest. */
export function tellConnections(limits: readonly Limit[]): Finding {
  const tooLow = limits.find(({ allowed }) => allowed < MAX_CONNECTIONS);
  const least = tooLow ?? limits.toSorted((a, b) => leftOf(a) - leftOf(b))[0];
  if (!least) return ok('PostgreSQL does not limit connections.');
  const { name, allowed, used } = least;
  const message = `${name} allows ${allowed} connections, of which ${used} are in use; each instance opens up to ${MAX_CONNECTIONS}.`;
  const mend = 'Raise the limit, or run fewer instances.';
  if (tooLow) return error(message, mend);
  return leftOf(least) < MAX_CONNECTIONS ? warning(message, mend) : ok(message);
}

function leftOf({ allowed, used }: Limit): number {
  return allowed - used;
}

/** Those of the server, the database and the role; -1 stands for none. Whoever asks is not counted. */
async function readLimits(query: Query): Promise<readonly Limit[]> {
  const { rows } = await sql<Limit>`
    with others as (
      select datname, usename from pg_stat_activity where datname is not null and pid <> pg_backend_pid()
    )
    select 'max_connections' as name,
      current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0) as allowed,
      (select count(*) from others) as used
    union all
    select 'The database', datconnlimit, (select count(*) from others where datname = current_database())
    from pg_database where datname = current_database() and datconnlimit >= 0
    union all
    select 'The role', rolconnlimit, (select count(*) from others where usename = current_user)
    from pg_roles where rolname = current_user and rolconnlimit >= 0
  `.execute(query);
  return rows;
}
