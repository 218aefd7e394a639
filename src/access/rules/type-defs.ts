/** The names of the directives that we define. */
export const OUR_DIRECTIVES: readonly string[] = ['auth', 'public', 'includes', 'grants'];

/** The names of the inputs that they take. */
export const OUR_INPUTS: readonly string[] = ['AuthRule', 'ClaimRule'];

const OF_ROLES = `directive @includes(roles: [String!]!) on ENUM_VALUE

directive @grants(scopes: [String!]!) on ENUM_VALUE

`;

/**
 * The SDL of the directives, for the schema that uses them. `role` names the enum of roles, whose values may name the
 * roles that they include with `@includes`, and the scopes that they grant with `@grants`; null is for a schema without
 * roles.
 */
export function accessTypeDefs({ role = 'Role' }: { readonly role?: string | null } = {}): string {
  return `directive @auth(${role === null ? '' : `role: ${role}, `}scopes: [String!], claims: [ClaimRule!], owner: String, policy: String, anyOf: [AuthRule!]) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM | ENUM_VALUE | SCALAR

directive @public on FIELD_DEFINITION

${role === null ? '' : OF_ROLES}input AuthRule {
${role === null ? '' : `  role: ${role}\n`}  scopes: [String!]
  claims: [ClaimRule!]
  owner: String
  policy: String
}

input ClaimRule {
  name: String!
  equals: String
  in: [String!]
  argument: String
  field: String
}
`;
}
