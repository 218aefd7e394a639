// As relay-runtime has it: relay-compiler reads what is written here, and nothing of it runs.
declare function graphql(text: TemplateStringsArray): unknown;

// A list that is read on in both directions, as usePaginationFragment asks for it.
export const usersFragment = graphql`
  fragment usersList on Query
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  )
  @refetchable(queryName: "usersPageQuery") {
    users(first: $first, after: $after, last: $last, before: $before) @connection(key: "usersList_users") {
      edges {
        node {
          id
          ...usersRow
        }
      }
    }
  }
`;

// An object that is read anew by its id.
export const userFragment = graphql`
  fragment usersRow on User @refetchable(queryName: "usersRowQuery") {
    name
    email
    sessions {
      ...usersSession
    }
  }
`;

export const sessionFragment = graphql`
  fragment usersSession on Session @refetchable(queryName: "usersSessionQuery") {
    lastUsedAt
    current
  }
`;

export const eventFragment = graphql`
  fragment usersEvent on AuditEvent @refetchable(queryName: "usersEventQuery") {
    type
    at
  }
`;

export const usersQuery = graphql`
  query usersQuery {
    me {
      ...usersRow
    }
    ...usersList @arguments(first: 2)
  }
`;
