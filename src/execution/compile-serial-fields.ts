import type { FieldNode, GraphQLObjectType } from 'graphql';
import type { WriteObject } from './compiled-field.js';
import type { Compiler } from './compiler.js';
import { type LabelledField, labelledFields } from './labelled-fields.js';
import type { Page, Piece } from './page.js';
import { joined } from './piece.js';
import { stampOf } from './stamp.js';

const NULL = stampOf('null');
const OPEN = 0x7b;
const CLOSE = 0x7d;

type Promised = PromiseLike<Piece | null>;

/** What is asked of an object, one field after the other, as it must be for the root of a mutation (GraphQL §6.2.2). */
export function compileSerialFields(
  compiler: Compiler,
  type: GraphQLObjectType,
  selected: ReadonlyMap<string, readonly FieldNode[]>,
): WriteObject {
  const fields = labelledFields(compiler, type, selected);
  return (run, source, path) => {
    const { page } = run;
    const mark = page.at;
    const write = (field: LabelledField) => putLabelled(page, field, () => field.write(run, source, path));
    page.putByte(OPEN);
    for (const [index, field] of fields.entries()) {
      const promised = write(field);
      if (promised) return writeRest(page, page.cut(mark), promised, fields.slice(index + 1), write);
    }
    page.putByte(CLOSE);
    return true;
  };
}

/** Puts a field on the page, or only its label, and gives what was promised. */
function putLabelled(page: Page, { label }: LabelledField, write: () => true | null | Promised): Promised | undefined {
  page.putStamp(label);
  const written = write();
  if (written === null) page.putStamp(NULL);
  return written === null || written === true ? undefined : written;
}

/** Each of the other fields takes a turn of the queue of promises of its own, as for graphql-js. */
function writeRest(
  page: Page,
  before: Piece,
  promised: Promised,
  fields: readonly LabelledField[],
  write: (field: LabelledField) => Promised | undefined,
): Promised {
  const pieces = [before];
  let left = fields.length;
  /** The last one gives all of it. */
  const end = (value: Piece | null): Piece => {
    pieces.push(value ?? 'null');
    left -= 1;
    return left < 0 ? joined([...pieces, '}']) : '';
  };
  let last = promised.then(end);
  for (const field of fields) {
    last = last.then(() => {
      const mark = page.at;
      try {
        const next = write(field);
        pieces.push(page.cut(mark));
        return next ? next.then(end) : end('');
      } catch (fault) {
        page.backTo(mark);
        throw fault;
      }
    });
  }
  return last;
}
