/** A condition that must hold. `role`, `scope` and `claim` are decided by the token alone. */
export type Condition =
  /** The viewer holds this role, or one that includes it. */
  | { readonly kind: 'role'; readonly role: string }
  /** The token has this scope. */
  | { readonly kind: 'scope'; readonly scope: string }
  /** The claim has one of these values. */
  | { readonly kind: 'claim'; readonly name: string; readonly values: readonly string[] }
  /** The claim has the value of this argument, or of this path into it. */
  | { readonly kind: 'claimArgument'; readonly name: string; readonly path: readonly string[] }
  /** The claim has the value of this field of the object. */
  | { readonly kind: 'claimField'; readonly name: string; readonly field: string }
  /** The field of the object has the viewer's subject as its value. */
  | { readonly kind: 'owner'; readonly field: string }
  /** The registered function of this name says so. */
  | { readonly kind: 'policy'; readonly policy: string };

const TOKEN_KINDS: readonly Condition['kind'][] = ['role', 'scope', 'claim'];
const OBJECT_KINDS: readonly Condition['kind'][] = ['claimField', 'owner', 'policy'];

/** Can be decided from the token, without arguments or object. */
export function isOfToken({ kind }: Condition): boolean {
  return TOKEN_KINDS.includes(kind);
}

/** Cannot be decided without the object. */
export function isOfObject({ kind }: Condition): boolean {
  return OBJECT_KINDS.includes(kind);
}
