import { sql } from 'kysely';
import { MAX_CONNECTIONS, type Query } from '../database/index.js';
import type { Finding } from '../module/index.js';
import { error, ok, warning } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

interface Figures {
  /** For users that are no superusers. */
  readonly allowed: number;
  /** Of those that count against it. */
  readonly used: number;
}

/** Whether PostgreSQL has as many connections as an instance may open. */
export const checkConnections: SubjectCheck = async ({ found }) => {
  if (found.database?.dialect !== 'postgres') return [];
  return [tellConnections(await readFigures(found.database.query))];
};

/** What is to be said of these figures. */
export function tellConnections({ allowed, used }: Figures): Finding {
  const message = `PostgreSQL allows ${allowed} connections, of which ${used} are in use; each instance opens up to ${MAX_CONNECTIONS}.`;
  const mend = 'Raise max_connections, or the limit of the database or the role, or run fewer instances.';
  if (allowed < MAX_CONNECTIONS) return error(message, mend);
  return allowed - used < MAX_CONNECTIONS ? warning(message, mend) : ok(message);
}

/** The least of what the server, the database and the role allow; -1 stands for no limit. */
async function readFigures(query: Query): Promise<Figures> {
  const { rows } = await sql<{ allowed: number; used: number }>`
    select
      least(
        current_setting('max_connections')::int
          - current_setting('superuser_reserved_connections')::int
          - coalesce(current_setting('reserved_connections', true)::int, 0),
        (select nullif(datconnlimit, -1) from pg_database where datname = current_database()),
        (select nullif(rolconnlimit, -1) from pg_roles where rolname = current_user)
      ) as allowed,
      (select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()) as used
  `.execute(query);
  return rows[0] ?? { allowed: 0, used: 0 };
}
