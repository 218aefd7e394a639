/** Where a rule stands in the SDL. */
export interface RuleSource {
  /** `Type` or `Type.field`. */
  readonly coordinate: string;
  /** `file:line`, as far as the SDL was parsed with its name. */
  readonly location: string;
}

/** One way to pass: every part that is there must hold. With none, to be signed in is enough. */
export interface Alternative {
  /** The viewer holds this role, or one that includes it. */
  readonly role?: string;
  /** The field of the object whose value must be the viewer's subject. */
  readonly owner?: string;
}

/** One thing that must hold: one of its alternatives is enough. */
export interface Clause {
  readonly anyOf: readonly Alternative[];
  readonly source: RuleSource;
}

/** What must hold to use a field: all of it. Adding a clause can only tighten. An empty rule asks for nothing. */
export type Rule = readonly Clause[];

/** Can be decided from the token, without the object. */
export function isTokenOnly({ anyOf }: Clause): boolean {
  return anyOf.every(({ owner }) => owner === undefined);
}
