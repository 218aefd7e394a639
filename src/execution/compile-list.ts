import { GraphQLError, type GraphQLOutputType } from 'graphql';
import { type CompiledField, fail, type WriteValue, type Written } from './compiled-field.js';
import { PromisedText } from './promised-text.js';
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
    let promised: PromisedText | undefined;
    let text = '[';
    let index = 0;
    try {
      for (const item of list) {
        if (index > 0) text += ',';
        const written = writeItem(run, item, { prev: path, key: index, typename: undefined }, fieldPath);
        if (isPromise(written)) {
          promised ??= new PromisedText();
          promised.add(text, written);
          text = '';
        } else text += written;
        index += 1;
      }
    } catch (fault) {
      promised?.abandon();
      throw fault;
    }
    return promised ? promised.fill(`${text}]`) : `${text}]`;
  };
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
