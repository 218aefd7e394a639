import { GraphQLError, type GraphQLOutputType } from 'graphql';
import { isIterable, isPromise } from '../values/value-kinds.js';
import { type CompiledField, fail, type WriteValue } from './compiled-field.js';
import { promisedPiece } from './piece.js';
import { PromisedPieces } from './promised-pieces.js';
import { stampOf } from './stamp.js';

const NULL = stampOf('null');
const OPEN = 0x5b;
const SEPARATOR = 0x2c;
const CLOSE = 0x5d;

/** A list, whose items are of the type `itemType` and are written by `write`. */
export function compileList(field: CompiledField, itemType: GraphQLOutputType, write: WriteValue): WriteValue {
  const writeItem = itemWriter(field, itemType, write);
  return (run, list, path, fieldPath) => {
    if (!isIterable(list)) throw notIterable(field);
    const { page } = run;
    const mark = page.at;
    let promised: PromisedPieces | undefined;
    let isLastPresent = false;
    let key = 0;
    page.putByte(OPEN);
    try {
      for (const item of list) {
        if (key > 0) page.putByte(SEPARATOR);
        const written = writeItem(run, item, { prev: path, key, typename: undefined }, fieldPath);
        key += 1;
        isLastPresent = written === null || written === true;
        if (written === null) page.putStamp(NULL);
        else if (written !== true) {
          promised ??= new PromisedPieces();
          promised.add(page.cut(mark), written);
        }
      }
    } catch (fault) {
      promised?.abandon();
      throw fault;
    }
    page.putByte(CLOSE);
    if (!promised) return true;
    if (isLastPresent) promised.addPresent();
    return promised.fillList(page.cut(mark));
  };
}

function itemWriter(field: CompiledField, itemType: GraphQLOutputType, write: WriteValue): WriteValue {
  return (run, item, path, fieldPath) => {
    const { page } = run;
    const mark = page.at;
    try {
      const written = isPromise(item)
        ? promisedPiece(page, item, (resolved) => write(run, resolved, path, fieldPath))
        : write(run, item, path, fieldPath);
      if (written === true || written === null) return written;
      return written.then(undefined, (fault) => fail(run, fault, field, itemType, path));
    } catch (fault) {
      page.backTo(mark);
      return fail(run, fault, field, itemType, path);
    }
  };
}

function notIterable({ parentType, definition }: CompiledField): GraphQLError {
  const coordinate = `${parentType.name}.${definition.name}`;
  return new GraphQLError(`Expected Iterable, but did not find one for field "${coordinate}".`);
}
