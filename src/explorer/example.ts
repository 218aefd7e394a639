import type { IntrospectionQuery } from 'graphql';

const SIGN_IN = `# Run SignIn with your e-mail address and password,
# and put the accessToken into the header: Bearer ...
mutation SignIn($email: String!, $password: String!) {
  login(email: $email, password: $password) {
    accessToken
    expiresIn
  }
}

query Me {
  me {
    email
    roles
  }
}
`;

const ME = `# What you may not use is underlined before you run it.
# The documentation says what each field asks for.
query Me {
  me {
    email
    roles
  }
}
`;

/** The operation that the explorer begins with: for a schema that is not known yet, how to sign in. */
export function exampleOf(introspection: IntrospectionQuery | null): string {
  if (!introspection) return SIGN_IN;
  return hasRootField(introspection, 'me') ? ME : '{\n  __typename\n}\n';
}

function hasRootField({ __schema: schema }: IntrospectionQuery, name: string): boolean {
  const query = schema.types.find((type) => type.name === schema.queryType.name);
  return query?.kind === 'OBJECT' && query.fields.some((field) => field.name === name);
}
