import type { FieldNode, GraphQLObjectType } from 'graphql';
import { compileField } from './compile-field.js';
import type { WriteField, WriteObject } from './compiled-field.js';
import type { Compiler } from './compiler.js';
import { PromisedText } from './promised-text.js';
import { isPromise, type MaybePromise } from './promises.js';

interface LabelledField {
  /** The response key as JSON, with what separates it from the field before. */
  readonly label: string;
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
    let promised: PromisedText | undefined;
    let text = '{';
    try {
      for (const { label, write } of fields) {
        text += label;
        const written = write(run, source, path);
        if (isPromise(written)) {
          promised ??= new PromisedText();
          promised.add(text, written);
          text = '';
        } else text += written;
      }
    } catch (fault) {
      if (!promised) throw fault;
      return promised.fail(fault);
    }
    return promised ? promised.fill(`${text}}`) : `${text}}`;
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
    const append = (text: string, { label, write }: LabelledField): MaybePromise<string> => {
      const written = write(run, source, path);
      return isPromise(written) ? written.then((json) => text + label + json) : text + label + written;
    };
    let text: MaybePromise<string> = '{';
    for (const field of fields)
      text = isPromise(text) ? text.then((before) => append(before, field)) : append(text, field);
    return isPromise(text) ? text.then((all) => `${all}}`) : `${text}}`;
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
    if (write) fields.push({ label: `${fields.length > 0 ? ',' : ''}"${key}":`, write });
  }
  return fields;
}
