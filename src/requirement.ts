/**
 * What is known before an operation runs: it is allowed, it is refused, or it depends on something that is not known
 * yet.
 */
export type Verdict = boolean | 'depends';

/**
 * What an operation requires of its viewer, as a formula. Everything except `if` and `sent` requires a signed-in
 * viewer.
 */
export type Requirement =
  /** Nothing is asked, nobody has what is asked, or only the server knows. */
  | Verdict
  | 'signedIn'
  /** The viewer has this role, or one that includes it. */
  | { readonly role: string }
  | { readonly scope: string }
  /** The claim has one of these values. */
  | { readonly claim: string; readonly in: readonly string[] }
  /** The claim has the value of this variable, `org`, or of this path into it, `input.org`; without it that of the default. */
  | { readonly claim: string; readonly variable: string; readonly default?: string }
  /** The server compares the claim with this field of the object, or with what is sent. */
  | { readonly claim: string; readonly field: string }
  /** This field of the object has the viewer's subject as its value. */
  | { readonly owner: string }
  /** This function on the server says so. */
  | { readonly policy: string }
  | { readonly all: readonly Requirement[] }
  | { readonly any: readonly Requirement[] }
  /** One of these is asked, and only the object tells which. */
  | { readonly oneOf: readonly Requirement[] }
  /** By variables, for `@include` and `@skip`: `requires` if each has this value. */
  | {
      readonly if: Readonly<Record<string, boolean>>;
      readonly requires: Requirement;
      readonly else: Requirement;
    }
  /** Asked if this variable is sent, and is not the default. */
  | ({ readonly sent: string } & SentRequirement)
  /** The values of variables that are not sent. */
  | { readonly defaults: Readonly<Record<string, unknown>>; readonly requires: Requirement };

/** What is asked for sending a value. */
export interface SentRequirement {
  readonly requires?: Requirement;
  /** What this input type or enum asks for is asked, too. */
  readonly of?: string;
  /** The value that asks for nothing. One that is no plain value cannot be compared here. */
  readonly default?: unknown;
}

/** What the values of an input type, an enum or a scalar ask for. */
export interface InputRequirements {
  readonly requires?: Requirement;
  /** By name of the input field. */
  readonly fields?: Readonly<Record<string, SentRequirement>>;
  /** By name of the enum's value. */
  readonly values?: Readonly<Record<string, Requirement>>;
}

/** What the operations of a client ask of their viewers. */
export interface RequirementsOfOperations {
  /** By name of the operation. */
  readonly requires: Readonly<Record<string, Requirement>>;
  /** The roles that include a role which is asked for. */
  readonly includedBy?: Readonly<Record<string, readonly string[]>>;
  /** By name of the input type, enum or scalar. */
  readonly inputs?: Readonly<Record<string, InputRequirements>>;
}
