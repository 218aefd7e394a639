import type { FieldNode, GraphQLObjectType } from 'graphql';
import { compileField } from './compile-field.js';
import type { WriteField, WriteObject, Written } from './compiled-field.js';
import type { Compiler } from './compiler.js';
import { pieceOf } from './piece.js';
import { inTurn, PromisedPieces } from './promised-pieces.js';
import { type Stamp, stampOf } from './stamp.js';

const NULL = stampOf('null');
const OPEN = 0x7b;
const CLOSE = 0x7d;

interface LabelledField {
  /** The response key as JSON, with what separates it from the field before. */
  readonly label: Stamp;
  readonly write: WriteField;
}

/** What is asked of objects of a type, by response key: written at once as far as it is there (GraphQL §6.2.1). */
export function compileFields(
  compiler: Compiler,
  type: GraphQLObjectType,
  selected: ReadonlyMap<string, readonly FieldNode[]>,
): WriteObject {
  const fields = labelledFields(compiler, type, selected);
  return (run, source, path) => {
    const { page } = run;
    const mark = page.at;
    let promised: PromisedPieces | undefined;
    page.putByte(OPEN);
    try {
      for (const { label, write } of fields) {
        page.putStamp(label);
        const written = write(run, source, path);
        if (written === null) page.putStamp(NULL);
        else if (written !== true) {
          promised ??= new PromisedPieces();
          promised.add(page.cut(mark), written);
        }
      }
    } catch (fault) {
      if (!promised) throw fault;
      page.backTo(mark);
      return promised.fail(fault);
    }
    page.putByte(CLOSE);
    return promised ? promised.fill(page.cut(mark)) : true;
  };
}

/** The same one after the other, as the root fields of a mutation must be (GraphQL §6.2.2). */
export function compileSerialFields(
  compiler: Compiler,
  type: GraphQLObjectType,
  selected: ReadonlyMap<string, readonly FieldNode[]>,
): WriteObject {
  const fields = labelledFields(compiler, type, selected);
  return (run, source, path) => {
    const { page } = run;
    const writeFrom = (first: number): Written => {
      const mark = page.at;
      if (first === 0) page.putByte(OPEN);
      for (const [index, { label, write }] of fields.slice(first).entries()) {
        page.putStamp(label);
        const written = write(run, source, path);
        if (written === null) page.putStamp(NULL);
        else if (written !== true) {
          const writeRest = () => pieceOf(page, () => writeFrom(first + index + 1));
          return inTurn(page.cut(mark), written, writeRest);
        }
      }
      page.putByte(CLOSE);
      return true;
    };
    return writeFrom(0);
  };
}

function labelledFields(
  compiler: Compiler,
  type: GraphQLObjectType,
  selected: ReadonlyMap<string, readonly FieldNode[]>,
): readonly LabelledField[] {
  const fields: LabelledField[] = [];
  for (const [key, nodes] of selected) {
    const write = compileField(compiler, type, key, nodes);
    if (write) fields.push({ label: stampOf(`${fields.length > 0 ? ',' : ''}"${key}":`), write });
  }
  return fields;
}
