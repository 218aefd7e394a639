import type { KeyManagerOptions, KeyReport, Resealing, Retirement, Rotation } from './key-manager.js';
import {
  ANNOUNCE_MILLISECONDS,
  findPendingKey,
  findSigningKey,
  type KeyState,
  signersOf,
  stateOf,
} from './key-schedule.js';
import type { KeyChange, KeyPlan, StoredKey } from './key-store.js';
import { checkMasterKey, openable, resealKey, sealerOf } from './sealed-key.js';

// What is right to do, by the stored keys and the time alone.

export interface Moment {
  readonly stored: readonly StoredKey[];
  readonly now: number;
  /** A new key, to be used if one is needed. */
  readonly spare?: StoredKey | undefined;
}

type Options = Pick<KeyManagerOptions, 'masterKeys' | 'algorithm' | 'secret' | 'acceptedSeconds' | 'rotationSeconds'>;

/** Clocks differ, and instances learn of a change in turn: a key that is so near to signing counts as one that signs. */
const MARGIN_MILLISECONDS = 60_000;

export function reportKeys(options: Options, moment: Moment): readonly KeyReport[] {
  const sealer = sealerOf(options.masterKeys);
  return moment.stored.map((key) => ({
    kid: key.kid,
    algorithm: key.algorithm,
    createdAt: key.createdAt,
    state: stateAt(options, moment, key),
    masterKey: sealer.sealedUnder(key.sealed),
    needsReseal: key.retiredAt === null && !sealer.isCurrent(key.sealed),
  }));
}

export function planRotation(options: Options, { stored, now }: Moment, spare: StoredKey): KeyPlan<Rotation> {
  checkMasterKey(options.masterKeys, stored);
  const usable = openable(options.masterKeys, stored);
  const pending = findPendingKey(usable, options.algorithm, now);
  if (pending) return refuse({ refused: 'PENDING', kid: pending.kid, activatesAt: pending.activatesAt });
  const key = announce(spare, usable, now);
  return { changes: [{ kind: 'create', key }], outcome: { created: key.kid, activatesAt: key.activatesAt } };
}

/** With a spare key the retired one counts as compromised. */
export function planRetirement(options: Options, moment: Moment, kid: string): KeyPlan<Retirement> {
  const { stored, now, spare } = moment;
  const key = stored.find((other) => other.kid === kid);
  if (!key) return refuse({ refused: 'UNKNOWN' });
  const state = stateAt(options, moment, key);
  if (state.name === 'retired') return refuse({ refused: 'RETIRED', since: state.since });
  const refusal = spare ? undefined : whyStillNeeded(state, now);
  if (refusal) return refuse(refusal);
  const retired: KeyChange = { kind: 'retire', kid, at: now, compromised: spare !== undefined };
  if (!spare || state.name !== 'signing') return { changes: [retired], outcome: { retired: kid, replacedBy: null } };
  checkMasterKey(options.masterKeys, stored);
  // It takes the place of that key in time: whatever their clocks say, it signs wherever the other did.
  const successor = { ...spare, activatesAt: key.activatesAt + 1 };
  return {
    changes: [{ kind: 'create', key: successor }, retired],
    outcome: { retired: kid, replacedBy: successor.kid },
  };
}

export function planReseal({ masterKeys }: Options, { stored }: Pick<Moment, 'stored'>): KeyPlan<Resealing> {
  const live = stored.filter(({ retiredAt }) => retiredAt === null);
  const sealer = sealerOf(masterKeys);
  const changes: KeyChange[] = [];
  const refused: Pick<KeyReport, 'kid' | 'masterKey'>[] = [];
  for (const key of live) {
    const sealed = resealKey(masterKeys, key);
    if (sealed === undefined) refused.push({ kid: key.kid, masterKey: sealer.sealedUnder(key.sealed) });
    else if (!sealer.isCurrent(key.sealed)) changes.push({ kind: 'reseal', kid: key.kid, sealed });
  }
  if (refused.length > 0) return refuse({ refused });
  const { current: masterKey } = masterKeys;
  return { changes, outcome: { resealed: changes.length, untouched: live.length - changes.length, masterKey } };
}

/** The outcome says whether a new key is needed, which is made if there is a spare one. */
export function planUpkeep(options: Options, moment: Moment): KeyPlan<{ readonly needsKey: boolean }> {
  const { stored, now, spare } = moment;
  checkMasterKey(options.masterKeys, stored);
  const usable = openable(options.masterKeys, stored);
  const needsKey = isKeyNeeded(options, usable, now);
  const created: KeyChange[] = needsKey && spare ? [{ kind: 'create', key: announce(spare, usable, now) }] : [];
  return { changes: [...created, ...retireUnneeded(options, moment)], outcome: { needsKey } };
}

function isKeyNeeded({ algorithm, secret, rotationSeconds }: Options, usable: readonly StoredKey[], now: number) {
  if (secret || findPendingKey(usable, algorithm, now)) return false;
  const signer = signersOf(usable, now).find((key) => key.algorithm === algorithm);
  return !signer || (rotationSeconds > 0 && now - signer.createdAt >= rotationSeconds * 1000);
}

/** Who rotates by age has the old keys taken away too; else they would be trusted for ever. */
function retireUnneeded(options: Options, moment: Moment): readonly KeyChange[] {
  if (options.rotationSeconds === 0) return [];
  return moment.stored.flatMap((key) => {
    const state = stateAt(options, moment, key);
    const isUnneeded = state.name === 'verifying' && state.until <= moment.now;
    return isUnneeded ? [{ kind: 'retire', kid: key.kid, at: moment.now, compromised: false }] : [];
  });
}

function whyStillNeeded(state: KeyState, now: number): Retirement | undefined {
  if (state.name === 'signing') return { refused: 'SIGNING' };
  if (state.name === 'verifying' && now < state.until) return { refused: 'VERIFYING', until: state.until };
  if (state.name === 'pending' && now >= state.until - MARGIN_MILLISECONDS) return { refused: 'SIGNING' };
  return undefined;
}

/** A key that nobody knows yet signs later, if there is another that can meanwhile. */
function announce(key: StoredKey, usable: readonly StoredKey[], now: number): StoredKey {
  return { ...key, activatesAt: signersOf(usable, now).length > 0 ? now + ANNOUNCE_MILLISECONDS : now };
}

function stateAt(options: Options, { stored, now }: Moment, key: StoredKey): KeyState {
  const { masterKeys, algorithm, secret, acceptedSeconds } = options;
  const signingKid = secret ? undefined : findSigningKey(openable(masterKeys, stored), algorithm, now)?.kid;
  return stateOf(key, { keys: stored, signingKid, now, acceptedMilliseconds: acceptedSeconds * 1000 });
}

function refuse<T>(outcome: T): KeyPlan<T> {
  return { changes: [], outcome };
}
