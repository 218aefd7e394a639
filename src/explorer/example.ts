import type { IntrospectionQuery } from 'graphql';
import { hasRootField } from './has-root-field.js';

/** What Sandbox begins with, where nobody signs in but by an operation. */
export const SIGN_IN = `# Run SignIn with your e-mail address and password,
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
# The documentation says what each field requires.
query Me {
  me {
    email
    roles
  }
}
`;

/** The operation that GraphiQL begins with. */
export function exampleOf(introspection: IntrospectionQuery | null): string {
  return introspection && hasRootField(introspection, 'me') ? ME : '{\n  __typename\n}\n';
}
