import { GraphQLError, type GraphQLOutputType } from 'graphql';
import { type CompiledField, fail, type WriteValue, type Written } from './compiled-field.js';
import { isPromise, type MaybePromise } from './promises.js';
import type { Path, Run } from './run.js';

/** A list, whose items are of the type `itemType` and are written by `write`. */
export function compileList(field: CompiledField, itemType: GraphQLOutputType, write: WriteValue): WriteValue {
  const writeItem = (run: Run, item: unknown, path: Path, fieldPath: Path): MaybePromise<Written> => {
    try {
      const written: MaybePromise<Written> = isPromise(item)
        ? item.then((resolved) => write(run, resolved, path, fieldPath))
        : write(run, item, path, fieldPath);
      if (!isPromise(written)) return written;
      return written.then(undefined, (fault) => fail(run, fault, field, itemType, path));
    } catch (fault) {
      return fail(run, fault, field, itemType, path);
    }
  };
  return (run, list, path, fieldPath) => {
    if (!isIterable(list)) throw notIterable(field);
    const items: MaybePromise<Written>[] = [];
    let isPromised = false;
    try {
      for (const item of list) {
        const itemPath = { prev: path, key: items.length, typename: undefined };
        const written = writeItem(run, item, itemPath, fieldPath);
        isPromised ||= isPromise(written);
        items.push(written ?? 'null');
      }
    } catch (fault) {
      // Nobody waits for them any more: what becomes of them is no unhandled rejection.
      Promise.all(items).catch(() => {});
      throw fault;
    }
    return isPromised ? Promise.all(items).then(promisedListOf) : listOf(items);
  };
}

/** Joined, so that the text is one piece: one of ten thousand would be moved about by the garbage collector. */
function listOf(items: readonly unknown[]): string {
  return `[${items.join(',')}]`;
}

function promisedListOf(items: readonly Written[]): string {
  return listOf(items.map((item) => item ?? 'null'));
}

/** A string is none: its characters are no items. */
function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.iterator in value &&
    typeof value[Symbol.iterator] === 'function'
  );
}

function notIterable({ parentType, definition }: CompiledField): GraphQLError {
  const coordinate = `${parentType.name}.${definition.name}`;
  return new GraphQLError(`Expected Iterable, but did not find one for field "${coordinate}".`);
}
