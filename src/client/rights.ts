import type { Requirement, RequirementsOfOperations, Verdict } from '../requirement.js';
import type { ClientViewer } from './auth-state.js';
import { decide } from './decide.js';
import { type OperationDocument, operationName } from './document-text.js';

/** The viewer for whom operations are decided, such as an `AuthState`. */
export interface RightsHolder {
  readonly isSignedIn: boolean;
  /** Null or omitted if only the signed-in state of the viewer is known. */
  readonly viewer?: ClientViewer | null;
}

/** Variables that may be left out. */
export type AskedVariables<TVariables> =
  Record<string, never> extends TVariables ? [variables?: TVariables] : [variables: TVariables];

/** What the operations of a client require of their viewers. */
export interface Rights {
  /** By name of the operation. */
  readonly requires: Readonly<Record<string, Requirement>>;
  /**
   * Whether the server allows every field of an operation (`true`), is certain to refuse one (`false`), or decides by
   * something that only it knows, such as the object (`'depends'`). Throws a `TypeError` for an unknown operation.
   */
  can<TResult, TVariables>(
    who: RightsHolder,
    document: OperationDocument<TResult, TVariables>,
    ...rest: AskedVariables<TVariables>
  ): Verdict;
}

/** The rights that code generation has written. */
export function createRights(operations: RequirementsOfOperations): Rights {
  const { requires, ...others } = operations;
  return Object.freeze({
    requires,
    can: ({ isSignedIn, viewer = null }, document, ...[variables]) => {
      const name = operationName(document);
      const requirement = Object.hasOwn(requires, name) ? requires[name] : undefined;
      if (requirement === undefined)
        throw new TypeError(`The rights know no operation ${name}. Run code generation with its document.`);
      const verdict = decide(requirement, { ...others, viewer, variables: { ...variables } });
      // Of somebody who is signed in nothing else is known yet.
      return isSignedIn && !viewer && verdict !== true ? 'depends' : verdict;
    },
  } satisfies Rights);
}

/**
 * The result of an operation for a viewer who is granted `TGranted`: a field with `!` there is not null, and one that
 * is null there is always null. Code generation writes `TGranted`.
 */
export type Granted<TResult, TGranted> = TResult extends readonly (infer TItem)[]
  ? Granted<TItem, TGranted>[]
  : TResult extends object
    ? { [Key in keyof TResult]: GrantedField<Key & string, TResult[Key], TGranted> }
    : TResult;

type GrantedField<Key extends string, TField, TGranted> = `${Key}!` extends keyof TGranted
  ? NonNullable<Below<TField, TGranted[`${Key}!`]>>
  : Key extends keyof TGranted
    ? Below<TField, TGranted[Key]>
    : TField;

/** With nothing more to say of it, a type is left alone: it may be a class. */
type Below<TField, TGranted> = TGranted extends null
  ? null
  : Record<string, never> extends TGranted
    ? TField
    : Granted<TField, TGranted>;

/** A document whose result is that of `Granted`. */
export type DocumentFor<TDocument, TGranted> = TDocument extends {
  __apiType?: (variables: infer TVariables) => infer TResult;
}
  ? Omit<TDocument, '__apiType'> & { __apiType?: (variables: TVariables) => Granted<TResult, TGranted> }
  : never;

/** The same document, typed for a viewer who is granted `TGranted`. */
export function forRole<TDocument, TGranted>(document: TDocument): DocumentFor<TDocument, TGranted>;
export function forRole(document: unknown): unknown {
  return document;
}
