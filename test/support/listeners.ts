import { administer } from './postgres.js';

const LISTENERS = "from pg_stat_activity where datname = current_database() and query like 'listen %'";

/** How many connections listen on this database. */
export async function countListeners(url: string): Promise<number> {
  const [row] = await administer<{ count: string }>(url, `select count(*) ${LISTENERS}`);
  return Number(row?.count);
}

/** Resolves when so many listen, and no more. */
export async function awaitListeners(url: string, count: number): Promise<void> {
  while ((await countListeners(url)) !== count) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Has PostgreSQL end the connections of all who listen. */
export async function endListeners(url: string): Promise<void> {
  await administer(url, `select pg_terminate_backend(pid) ${LISTENERS}`);
}
