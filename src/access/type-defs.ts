/**
 * The SDL of the directives, to go with the schema that uses them. `role` names the enum of roles, whose values may
 * say with `@includes` which others they include.
 */
export function accessTypeDefs({ role = 'Role' }: { readonly role?: string } = {}): string {
  return `directive @auth(role: ${role}, owner: String, anyOf: [AuthRule!]) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION

directive @public on FIELD_DEFINITION

directive @includes(roles: [String!]!) on ENUM_VALUE

input AuthRule {
  role: ${role}
  owner: String
}
`;
}
