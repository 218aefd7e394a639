import type { GraphQLError, GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { UseNotes } from './clause-check.js';
import type { FieldRule } from './field-rule.js';
import { keepPrivate } from './keep-private.js';
import { type MaybePromise, whenThere } from './maybe-promise.js';
import type { Operations } from './operation.js';
import { keysOf } from './path-keys.js';
import { placeOf, refusal } from './refusal.js';
import type { Telling } from './telling.js';

/** A field without arguments, of objects that a resolver finds. */
export interface FieldOfObjects {
  readonly type: GraphQLObjectType;
  readonly field: string;
}

/** Where a resolver runs that asks. */
export interface Asking {
  readonly context: unknown;
  readonly info: GraphQLResolveInfo;
}

/**
 * For a resolver that leaves out what the viewer may not see: it asks before it looks anything up, and again for each
 * object that it found. The decision is cached for the fields of the object, whose guards decide the same.
 */
export interface ObjectAccess {
  /** False if the token alone rules out the field of every object. Throws if the viewer cannot be determined. */
  readonly mayBeOpen: (field: FieldOfObjects, asking: Asking) => boolean;
  /** Whether the viewer may read the field of this object. Never rejects. */
  readonly isOpen: (source: unknown, field: FieldOfObjects, asking: Asking) => MaybePromise<boolean>;
  /** The refusal for a viewer who is not signed in, here or at an item of the list; undefined for one who is. */
  readonly unauthenticated: (asking: Asking, index?: number) => GraphQLError | undefined;
}

export interface ObjectAccessOptions {
  readonly ruleOf: (coordinate: string) => FieldRule | undefined;
  readonly operationOf: Operations;
  readonly telling: Telling | undefined;
  /** True if what would be left out is only reported, and returned all the same. */
  readonly dryRun: boolean;
}

export function createObjectAccess({ ruleOf, operationOf, telling, dryRun }: ObjectAccessOptions): ObjectAccess {
  return Object.freeze({
    mayBeOpen: ({ type, field }: FieldOfObjects, { context, info }: Asking) => {
      const coordinate = `${type.name}.${field}`;
      const rule = ruleOf(coordinate);
      if (!rule || dryRun) return true;
      keepPrivate(info);
      const running = operationOf(context, info);
      const mayBe = rule.decide(running.rights, noArguments) !== 'refused';
      const clause = () => rule.refusedBy(running.rights, {});
      if (!mayBe) telling?.closed?.({ running, coordinate, context, operation: info.operation, clause });
      return mayBe;
    },
    isOpen: (source: unknown, { type, field }: FieldOfObjects, { context, info }: Asking) => {
      const coordinate = `${type.name}.${field}`;
      const rule = ruleOf(coordinate);
      if (!rule) return true;
      // What is left out depends on the viewer, though the field that gives it has no rule.
      keepPrivate(info);
      const operation = operationOf(context, info);
      const ofField = { ...info, parentType: type, fieldName: field };
      const notes: UseNotes | undefined = telling && {};
      return whenThere(rule.check({ operation, source, args: {}, context, info: ofField, notes }), (isAllowed) => {
        if (!isAllowed) {
          const clause = () => notes?.failed ?? rule.refusedBy(operation.rights, {});
          const place = { coordinate, context, operation: info.operation, path: keysOf(info.path), clause };
          telling?.refused({ running: operation, ...place });
        }
        return isAllowed || dryRun;
      });
    },
    unauthenticated: ({ context, info }: Asking, index?: number) => {
      const { viewer, rights } = operationOf(context, info);
      if (rights.authenticated) return undefined;
      const path = index === undefined ? info.path : { prev: info.path, key: index, typename: undefined };
      return refusal(viewer, placeOf({ path, fieldNodes: info.fieldNodes }));
    },
  });
}

function noArguments(): undefined {}
