import type { FieldNode, GraphQLObjectType } from 'graphql';
import { compileField } from './compile-field.js';
import type { WriteField } from './compiled-field.js';
import type { Compiler } from './compiler.js';
import { type Stamp, stampOf } from './stamp.js';

export interface LabelledField {
  /** The response key as JSON, with what separates it from the field before. */
  readonly label: Stamp;
  readonly write: WriteField;
}

/** What is asked of objects of a type, without what the type has not. */
export function labelledFields(
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
