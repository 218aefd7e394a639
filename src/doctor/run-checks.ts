import type { Check, Finding } from '../module/index.js';
import { error, fromError } from '../toolkit/findings.js';
import { checkAccessLog } from './access-log.js';
import { checkClock } from './clock.js';
import { checkConnections } from './connections.js';
import { checkDatabase } from './database.js';
import { checkDiskSpace } from './disk-space.js';
import { checkFileModes } from './file-modes.js';
import { checkIssuers } from './issuers.js';
import { checkMasterKey } from './master-key.js';
import { checkMigrations } from './migrations.js';
import { checkPort } from './port.js';
import { checkSchema } from './schema.js';
import type { Subject, SubjectCheck } from './subject.js';
import { checkTls } from './tls.js';

/** What a check found, and which one. */
export interface NamedFinding extends Finding {
  readonly check: string;
}

export interface RunOptions {
  /** True for a server that gets its requests from another one. */
  readonly isEmbedded: boolean;
  /** How long each check may take. */
  readonly limitSeconds: number;
}

const ofServer: Readonly<Record<string, SubjectCheck>> = {
  schema: checkSchema,
  'master-key': checkMasterKey,
  database: checkDatabase,
  migrations: checkMigrations,
  disk: checkDiskSpace,
  connections: checkConnections,
  files: checkFileModes,
  'access-log': checkAccessLog,
  issuers: checkIssuers,
  clock: checkClock,
};
/** Of one that listens itself. */
const ofListener: Readonly<Record<string, SubjectCheck>> = { tls: checkTls, port: checkPort };

/** Runs every check of the server and of its modules, all at once. */
export async function runChecks(subject: Subject, options: RunOptions): Promise<readonly NamedFinding[]> {
  const { isEmbedded, limitSeconds } = options;
  const own = Object.entries({ ...ofServer, ...(isEmbedded ? {} : ofListener) });
  const others: readonly (readonly [string, Check])[] = subject.modules.flatMap(({ checks = {} }) =>
    Object.entries(checks),
  );
  const found = [...own, ...others].map(async ([check, run]) => {
    const findings = await within(limitSeconds, async () => run(subject)).catch(fromError);
    return findings.map((finding) => ({ check, ...finding }));
  });
  return (await Promise.all(found)).flat();
}

async function within(seconds: number, run: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Finding[]>((resolve) => {
    const finding = error(`No answer within ${seconds} s.`, 'Find out what it is waiting for, and run it again.');
    timer = setTimeout(resolve, seconds * 1000, [finding]);
  });
  try {
    return await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}
