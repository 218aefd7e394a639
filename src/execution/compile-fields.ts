import type { FieldNode, GraphQLObjectType } from 'graphql';
import type { WriteObject } from './compiled-field.js';
import type { Compiler } from './compiler.js';
import { labelledFields } from './labelled-fields.js';
import { PromisedPieces } from './promised-pieces.js';
import { stampOf } from './stamp.js';

const NULL = stampOf('null');
const OPEN = 0x7b;
const CLOSE = 0x7d;

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
    let isLastPresent = false;
    page.putByte(OPEN);
    try {
      for (const { label, write } of fields) {
        page.putStamp(label);
        const written = write(run, source, path);
        isLastPresent = written === null || written === true;
        if (written === null) page.putStamp(NULL);
        else if (written !== true) {
          promised ??= new PromisedPieces();
          promised.add(page.cut(mark), written);
        }
      }
    } catch (fault) {
      if (!promised) throw fault;
      page.backTo(mark);
      if (isLastPresent) promised.addPresent();
      return promised.fail(fault);
    }
    page.putByte(CLOSE);
    if (!promised) return true;
    if (isLastPresent) promised.addPresent();
    return promised.fillObject(page.cut(mark));
  };
}
