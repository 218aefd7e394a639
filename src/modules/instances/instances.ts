import type { ModuleDeps, Stop } from '../../module/index.js';
import { repeat } from '../../toolkit/repeat.js';
import { createSharedCheck } from '../../toolkit/shared-check.js';
import { within } from '../../toolkit/within.js';
import { findUnlike, type Instance, noteInstance, removeInstance, removeUnseen } from './store.js';

/** This server among those on the same database. */
export interface InstancesService {
  /**
   * True if the database takes a write within 2 s. One is made a second at most, however many want to know; so what they
   * learn is up to a second old.
   */
  isDatabaseReady(): Promise<boolean>;
  /** Makes this instance known; warns, now and later, of each PUBLIC_URL of others that is not its own. Never rejects. */
  start(): Promise<Stop>;
}

const BEAT_MILLISECONDS = 20_000;
/** Who was not seen for so long is not there any more. */
const LEASE_MILLISECONDS = 60_000;
const READY_MILLISECONDS = 2000;
const WRITE_MILLISECONDS = 1000;
const ID_BYTES = 16;

type Deps = Pick<ModuleDeps, 'config' | 'database' | 'clock' | 'randomBytes' | 'log'>;

export function createInstancesService({ config, database, clock, randomBytes, log }: Deps): InstancesService {
  const { publicUrl } = config;
  const id = randomBytes(ID_BYTES).toString('base64url');
  const told = new Set<string>();
  const note = () => noteInstance(database.query, { id, publicUrl, seenAt: clock() });
  const look = async () => {
    await note();
    for (const other of await findUnlike(database.query, { publicUrl, since: clock() - LEASE_MILLISECONDS })) {
      if (!told.has(other.publicUrl)) log.warn(tellUnlike(publicUrl, other, clock()));
      told.add(other.publicUrl);
    }
  };
  const tellFailure = (error: unknown) => log.warn({ err: error }, 'could not record this instance in the database');
  const takesWrites = createSharedCheck({
    check: () => note().then(() => true),
    onFailure: (error) => log.warn({ err: error }, 'not ready: the database accepts no writes'),
    intervalMilliseconds: WRITE_MILLISECONDS,
  });
  return Object.freeze({
    isDatabaseReady: () => within(READY_MILLISECONDS, takesWrites()),
    start: async () => {
      // It is noted before it looks: of two that start at once, one at least sees the other.
      await removeUnseen(database.query, clock() - LEASE_MILLISECONDS)
        .then(look)
        .catch(tellFailure);
      const stop = repeat(BEAT_MILLISECONDS, look, tellFailure);
      return async () => {
        stop();
        await removeInstance(database.query, id).catch(() => {});
      };
    },
  } satisfies InstancesService);
}

function tellUnlike(publicUrl: string, other: Instance, now: number): string {
  const seconds = Math.max(0, Math.round((now - other.seenAt) / 1000));
  return (
    `PUBLIC_URL is ${publicUrl} here, and ${other.publicUrl} at another instance on this database, last seen ${seconds} s ago. ` +
    'Neither accepts the tokens of the other unless TOKEN_ISSUER and TOKEN_AUDIENCE are the same, and the links in mails differ. Set the same PUBLIC_URL everywhere.'
  );
}
