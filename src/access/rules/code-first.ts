type NonEmpty<T> = readonly [T, ...T[]];

/** The arguments of `@auth` except `anyOf`, which are also those of each alternative. All of them must hold. */
export interface AuthConditions<Role extends string = string> {
  readonly role?: Role;
  readonly scopes?: NonEmpty<string>;
  readonly claims?: NonEmpty<ClaimComparison>;
  readonly owner?: string;
  readonly policy?: string;
}

/** The arguments of `@auth`. */
export interface AuthArguments<Role extends string = string> extends AuthConditions<Role> {
  /** One of these is enough. */
  readonly anyOf?: NonEmpty<AuthConditions<Role>>;
}

interface Comparisons {
  readonly equals: string;
  readonly in: NonEmpty<string>;
  readonly argument: string;
  readonly field: string;
}

/** The name of a claim, and exactly one comparison. */
export type ClaimComparison = {
  [Kind in keyof Comparisons]: { readonly name: string } & Pick<Comparisons, Kind> & {
      readonly [Other in Exclude<keyof Comparisons, Kind>]?: never;
    };
}[keyof Comparisons];

/** Directives as `extensions` of an element of a code-first schema. */
export type DirectiveExtensions<Name extends string, Arguments> = {
  readonly directives: { readonly [_ in Name]: readonly Arguments[] };
};

/**
 * `@auth` as the `extensions` of a type, a field, an argument, an input field, an enum, one of its values or a scalar.
 * Several must all hold; without arguments it requires a signed-in viewer.
 */
export function auth<Role extends string = string>(
  ...uses: readonly AuthArguments<Role>[]
): DirectiveExtensions<'auth', AuthArguments<Role>> {
  return { directives: { auth: uses.length > 0 ? uses : [{}] } };
}

/** `@public` as the `extensions` of a root field. */
export function publicField(): DirectiveExtensions<'public', Readonly<Record<string, never>>> {
  return { directives: { public: [{}] } };
}

/** `@includes` as the `extensions` of a value of the enum of roles. */
export function includes<Role extends string = string>(
  ...roles: NonEmpty<Role>
): DirectiveExtensions<'includes', { readonly roles: NonEmpty<Role> }> {
  return { directives: { includes: [{ roles }] } };
}

/**
 * `@grants` as the `extensions` of a value of the enum of roles. To use it together with `includes`, merge the
 * `directives` of both into one object.
 */
export function grants(
  ...scopes: NonEmpty<string>
): DirectiveExtensions<'grants', { readonly scopes: NonEmpty<string> }> {
  return { directives: { grants: [{ scopes }] } };
}
