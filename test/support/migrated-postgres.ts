import { administer, createPostgresDatabase, dropPostgresDatabase, keepDatabase, takeDatabase } from './postgres.js';

/** What is in `public`, but for its rows: tests add columns, triggers and rights, and take them away. */
const SHAPE = `
  select concat_ws(';',
    (select string_agg(concat(relname, relkind, relacl), ',' order by relname) from pg_class
      where relnamespace = 'public'::regnamespace),
    (select string_agg(concat(attrelid::regclass, attname, atttypid, attnotnull), ',' order by attrelid, attnum)
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped),
    (select string_agg(concat(conname, pg_get_constraintdef(oid)), ',' order by conname) from pg_constraint
      where connamespace = 'public'::regnamespace),
    (select string_agg(proname, ',' order by proname) from pg_proc where pronamespace = 'public'::regnamespace),
    (select string_agg(tgname, ',' order by tgname) from pg_trigger where not tgisinternal),
    (select string_agg(rulename, ',' order by rulename) from pg_rules where schemaname = 'public')) as shape`;

const REMEMBER = `do $$
declare name text;
begin
  create schema pristine;
  create table pristine.shape as ${SHAPE};
  for name in select tablename from pg_tables where schemaname = 'public' loop
    execute format('create table pristine.%I as table public.%I', 'rows of ' || name, name);
  end loop;
end $$`;

const RESTORE = `do $$
declare name text;
begin
  if (${SHAPE}) is distinct from (select shape from pristine.shape) then
    raise exception 'A test has changed the tables.';
  end if;
  for name in select tablename from pg_tables where schemaname = 'public' loop
    execute format('delete from public.%I', name);
    execute format('insert into public.%I table pristine.%I', name, 'rows of ' || name);
  end loop;
end $$`;

/** A database with the tables that `migrate` makes, and its address: one that was given back, or a new one. */
export async function createMigratedDatabase(server: string, migrate: (url: string) => Promise<void>): Promise<string> {
  const givenBack = takeDatabase(server, 'migrated');
  if (givenBack !== undefined) return givenBack;
  const url = await createPostgresDatabase(server);
  await migrate(url);
  await administer(url, REMEMBER);
  return url;
}

/** Puts the first rows back for the next test: to delete a few takes a tenth of the time of making the tables anew. */
export async function giveBackMigratedDatabase(server: string, url: string): Promise<void> {
  try {
    await administer(
      url,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      "set lock_timeout = '5s'",
      RESTORE,
    );
  } catch {
    // It is gone, or changed, or something in it holds on.
    return dropPostgresDatabase(server, url);
  }
  keepDatabase(url, 'migrated');
}
