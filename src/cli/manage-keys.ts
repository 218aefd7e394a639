import type { KeyManager, KeyReport, KeyState, MasterKeys, Resealing, Retirement, Rotation } from '../tokens/index.js';
import { openForCommand } from './open-for-command.js';
import { type ProjectOptions, readProject } from './project.js';

/** What to tell: what was done, or why not. */
interface Told {
  readonly done?: string;
  readonly refused?: string;
}

export function listKeys(options: ProjectOptions & { json: boolean }): Promise<void> {
  return withKeys(options, async (manager, masterKeys) => {
    const keys = await manager.list();
    return options.json ? listAsJson(keys) : list(keys, masterKeys);
  });
}

export function rotateKey(options: ProjectOptions): Promise<void> {
  return withKeys(options, async (manager) => tellRotation(await manager.rotate()), { mayBeFirst: true });
}

export function retireKey(kid: string, options: ProjectOptions & { compromised: boolean }): Promise<void> {
  return withKeys(options, async (manager) => tellRetirement(kid, options, await manager.retire(kid, options)));
}

export function resealKeys(options: ProjectOptions): Promise<void> {
  return withKeys(options, async (manager) => tellResealing(await manager.reseal()));
}

async function withKeys(
  options: ProjectOptions,
  run: (manager: KeyManager, masterKeys: MasterKeys) => Promise<Told>,
  { mayBeFirst } = { mayBeFirst: false },
): Promise<void> {
  const { deps, stop } = await openForCommand(await readProject(options), { logLevel: 'error', mayBeFirst });
  try {
    const { done, refused } = await run(deps.services.keyManager, deps.masterKeys);
    if (done !== undefined) process.stdout.write(`${done}\n`);
    if (refused !== undefined) process.stderr.write(`${refused}\n`);
    if (refused !== undefined) process.exitCode = 1;
  } finally {
    await stop();
  }
}

function list(keys: readonly KeyReport[], masterKeys: MasterKeys): Told {
  if (keys.length === 0)
    return { done: 'There are no keys. The first start of the server creates one; or run: portcullis keys rotate' };
  const rows = [
    ['KID', 'ALGORITHM', 'STATE', 'AGE', 'MASTER KEY'],
    ...keys.map((key) => [
      key.kid,
      key.algorithm,
      tellState(key.state),
      tellAge(Date.now() - key.createdAt),
      tellMasterKey(key, masterKeys),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return { done: lines.map((line) => line.trimEnd()).join('\n') };
}

/** Times are in UTC, by RFC 3339. */
function listAsJson(keys: readonly KeyReport[]): Told {
  const told = keys.map(({ kid, algorithm, createdAt, state, masterKey = null, needsReseal }) => ({
    kid,
    algorithm,
    createdAt: isoTime(createdAt),
    state: state.name,
    until: 'until' in state ? isoTime(state.until) : null,
    since: 'since' in state ? isoTime(state.since) : null,
    masterKey,
    needsReseal,
  }));
  return { done: JSON.stringify(told, null, 2) };
}

function tellState(state: KeyState): string {
  switch (state.name) {
    case 'pending':
      return `pending until ${isoTime(state.until)}`;
    case 'verifying':
      return `${state.until > Date.now() ? 'verifying until' : 'not needed since'} ${isoTime(state.until)}`;
    case 'retired':
      return `retired since ${isoTime(state.since)}`;
    case 'signing':
      return 'signing';
  }
}

function tellAge(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

function tellMasterKey({ masterKey: number, needsReseal }: KeyReport, { numbers }: MasterKeys): string {
  if (number === undefined) return '-';
  const place = numbers.indexOf(number) + 1;
  if (place === 0) return `${number} (not in MASTER_KEY)`;
  return `${number} (${place} of ${numbers.length}${needsReseal ? '; run keys reseal' : ''})`;
}

function tellRotation(rotation: Rotation): Told {
  if ('created' in rotation) {
    return { done: `${rotation.created} is now published, and signs from ${isoTime(rotation.activatesAt)} on.` };
  }
  if (rotation.refused === 'PENDING') {
    const { kid, activatesAt } = rotation;
    return {
      refused: `${kid} was just created, and signs from ${isoTime(activatesAt)} on. Wait for it, or retire it first: portcullis keys retire ${kid}`,
    };
  }
  return {
    refused:
      'This server signs with TOKEN_SECRET, which is not stored. To rotate it, set another TOKEN_SECRET on all instances ' +
      'at once; tokens signed with the old one are refused from then on.',
  };
}

function tellRetirement(kid: string, { compromised }: { compromised: boolean }, retirement: Retirement): Told {
  if ('refused' in retirement) return { refused: whyNotRetired(kid, retirement) };
  if (!compromised) return { done: `${kid} is retired.` };
  const replacement = retirement.replacedBy === null ? '' : ` ${retirement.replacedBy} signs instead.`;
  const others = 'Other services that verify with the JWK Set may accept it for up to 5 more minutes.';
  return { done: `${kid} is retired, and its tokens are refused within a second.${replacement} ${others}` };
}

function whyNotRetired(kid: string, retirement: Extract<Retirement, { readonly refused: string }>): string {
  const atOnce = `If it is compromised, run: portcullis keys retire ${kid} --compromised`;
  switch (retirement.refused) {
    case 'UNKNOWN':
      return `There is no key ${JSON.stringify(kid)}. List them with: portcullis keys list`;
    case 'TOKEN_SECRET':
      return 'This is the key of TOKEN_SECRET, which is not stored. Change or remove TOKEN_SECRET on all instances at once.';
    case 'RETIRED':
      return `${kid} has been retired since ${isoTime(retirement.since)}; there is nothing to do.`;
    case 'SIGNING':
      return `${kid} signs now, or will within a minute. Create another one first: portcullis keys rotate\n${atOnce}`;
    case 'VERIFYING':
      return `Tokens of ${kid} can be accepted until ${isoTime(retirement.until)}. Retire it then.\n${atOnce}`;
  }
}

function tellResealing(resealing: Resealing): Told {
  if ('refused' in resealing) {
    const lines = resealing.refused.map(
      ({ kid, masterKey }) =>
        `MASTER_KEY does not open ${kid}, which was encrypted with master key number ${masterKey}. Append that one to MASTER_KEY; ` +
        `if it is lost, run: portcullis keys retire ${kid} --compromised`,
    );
    return { refused: [...lines, 'Nothing was changed.'].join('\n') };
  }
  const { resealed, untouched, masterKey } = resealing;
  return {
    done: `Keys re-encrypted with the first key of MASTER_KEY, number ${masterKey}: ${resealed}. Already encrypted with it: ${untouched}.`,
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
