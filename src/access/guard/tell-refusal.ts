import type { Viewer } from '../../viewer.js';
import { codeFor, type Refusal } from '../decide/refusal-code.js';
import type { Operation } from './operation.js';
import { quietly } from './quietly.js';

/** A refusal, and to whom. */
export type ToldRefusal = Refusal & { readonly viewer: Viewer | null };

/** Tells of a refusal, once for each place of an operation, however many objects are there. Never throws. */
export type TellRefusal = (operation: Operation, place: Pick<Refusal, 'path' | 'coordinate'>) => void;

export function createTellRefusal(
  onRefusal: ((refusal: ToldRefusal) => void) | undefined,
  onFailure: (error: unknown) => void,
): TellRefusal | undefined {
  if (!onRefusal) return undefined;
  const tell = quietly(onRefusal, onFailure);
  return (operation, { path, coordinate }) => {
    if (!operation.isFirstAt(path.join('.'))) return;
    const viewer = operation.viewer ?? null;
    tell(Object.freeze({ path: Object.freeze([...path]), coordinate, ...codeFor(viewer), viewer }));
  };
}
