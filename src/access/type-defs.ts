/**
 * The SDL of the directives, to go with the schema that uses them. `role` names the enum of roles, whose values may
 * say with `@includes` which others they include.
 */
export function accessTypeDefs({ role = 'Role' }: { readonly role?: string } = {}): string {
  return `directive @auth(role: ${role}, scopes: [String!], claims: [ClaimRule!], owner: String, policy: String, anyOf: [AuthRule!]) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM | ENUM_VALUE | SCALAR

directive @public on FIELD_DEFINITION

directive @includes(roles: [String!]!) on ENUM_VALUE

input AuthRule {
  role: ${role}
  scopes: [String!]
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
