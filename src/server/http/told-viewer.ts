import { createHmac } from 'node:crypto';
import type { Context, ModuleDeps } from '../../module/index.js';

const HASH_BYTES = 16;

/** Somebody by a keyed hash, which tells nobody who it was. */
export type SubjectHash = (issuer: string, subject: string) => string;

/** A viewer in a log. */
export interface ToldViewer {
  readonly issuer: string;
  /** A hash. */
  readonly subject: string | null;
}

/** Null for who is not signed in. */
export type TellViewer = (viewer: Context['viewer'] | null | undefined) => ToldViewer | null;

/** By a key that is derived from the master key: without it nobody can try who it might be. */
export function createSubjectHash({
  masterKeys,
  randomBytes,
}: Pick<ModuleDeps, 'masterKeys' | 'randomBytes'>): SubjectHash {
  const key = masterKeys.derive(masterKeys.current, 'logs', new Uint8Array()) ?? randomBytes(32);
  return (issuer, subject) =>
    createHmac('sha256', key)
      .update(JSON.stringify([issuer, subject]))
      .digest()
      .toString('base64url', 0, HASH_BYTES);
}

/** No line has a subject itself: with some issuers it is an e-mail address. Of each token it is hashed once. */
export function createTellViewer(hashOf: SubjectHash): TellViewer {
  const toldOf = new WeakMap<object, ToldViewer>();
  return (viewer) => {
    if (viewer?.authenticated !== true) return null;
    const before = toldOf.get(viewer.claims);
    if (before) return before;
    const { issuer, subject } = viewer;
    const told = Object.freeze({
      issuer: issuer ?? '',
      subject: subject === null ? null : hashOf(issuer ?? '', subject),
    } satisfies ToldViewer);
    toldOf.set(viewer.claims, told);
    return told;
  };
}
