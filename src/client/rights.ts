import type { Requirement, RequirementsOfOperations, Verdict } from '../requirement.js';
import type { ClientViewer } from './auth-state.js';
import { decide } from './decide.js';
import { type OperationDocument, operationName } from './document-text.js';

/** Whom operations are decided for. An `AuthState` is one. */
export interface RightsHolder {
  readonly isSignedIn: boolean;
  /** Null or left out if nothing is known of the viewer but whether they are signed in. */
  readonly viewer?: ClientViewer | null;
}

/** Variables that may be left out. */
export type AskedVariables<TVariables> =
  Record<string, never> extends TVariables ? [variables?: TVariables] : [variables: TVariables];

/** What a client's operations ask of their viewers. */
export interface Rights {
  /** By name of the operation. */
  readonly requires: Readonly<Record<string, Requirement>>;
  /**
   * Whether the server allows every field of an operation (`true`), certainly refuses one (`false`), or decides by
   * something that only it knows (`'depends'`), such as the object. Throws a `TypeError` for an operation that is not
   * among these.
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
 * The result of an operation for somebody who is granted `TGranted`: of a field that is named with `!` there it is not
 * null, and of one that is null there it is always null. A type that some operations have is written by code generation.
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

/** The same document, typed for somebody who is granted `TGranted`. */
export function forRole<TDocument, TGranted>(document: TDocument): DocumentFor<TDocument, TGranted>;
export function forRole(document: unknown): unknown {
  return document;
}
