import { type DocumentNode, Kind } from 'graphql';
import { fragmentsOf } from '../../decide/check.js';
import type { Operation } from './operation-requirement.js';

/** A file with documents, as graphql-codegen gives it. */
export interface DocumentFile {
  readonly location?: string;
  readonly document?: DocumentNode;
}

/** The operations of all documents, by name. Throws a `TypeError` if one has no name, or that of another. */
export function operationsIn(files: readonly DocumentFile[]): ReadonlyMap<string, Operation> {
  const definitions = files.flatMap(({ document }) => document?.definitions ?? []);
  const fragments = fragmentsOf({ kind: Kind.DOCUMENT, definitions });
  const operations = new Map<string, Operation>();
  for (const { location = 'a document', document } of files) {
    for (const operation of document?.definitions ?? []) {
      if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
      const name = operation.name?.value;
      if (name === undefined)
        throw new TypeError(`An operation in ${location} has no name. Name it: rights are listed by name.`);
      if (operations.has(name)) throw new TypeError(`There are two operations named ${name}. Rename one of them.`);
      operations.set(name, { operation, fragments });
    }
  }
  return operations;
}
