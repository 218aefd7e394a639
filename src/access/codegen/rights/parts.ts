import type { Requirement } from '../../../requirement.js';
import { isObject } from '../../../values/value-kinds.js';

/** A requirement, and everything that it is made of. */
export function* partsOf(requirement: Requirement): Generator<Requirement> {
  yield requirement;
  for (const part of directParts(requirement)) yield* partsOf(part);
}

function directParts(part: Requirement): readonly Requirement[] {
  if (!isObject(part)) return [];
  if ('all' in part) return part.all;
  if ('any' in part) return part.any;
  if ('oneOf' in part) return part.oneOf;
  if ('if' in part) return [part.requires, part.else];
  if ('defaults' in part) return [part.requires];
  return 'sent' in part && part.requires !== undefined ? [part.requires] : [];
}
