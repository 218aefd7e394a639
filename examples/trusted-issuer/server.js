import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { accessTypeDefs, protectSchema } from 'portcullis/access';
import { bearerOf, createTrustedIssuers, viewerOf } from 'portcullis/tokens';

const typeDefs = `
  enum Role { STAFF }
  type Query { news: String @public  me: String @auth  reports: [String] @auth(role: STAFF)  pay: Int @auth(scopes: ["pay:read"]) }`;
const me = (_source, _args, { verification }) => viewerOf(verification).subject;
const resolvers = { Query: { news: () => 'Open today', me, reports: () => ['2026'], pay: () => 100 } };

const { ISSUER: issuer, JWKS_URI: jwksUri, AUDIENCE: audience, PORT = 4000 } = process.env;
if (!issuer || !jwksUri || !audience) throw new Error('Set ISSUER, JWKS_URI and AUDIENCE.');
const roles = { claim: ['realm_access', 'roles'], map: { staff: 'STAFF' } };

const algorithms = ['RS256'];
const typ = ['at+jwt', 'JWT'];
const issuers = createTrustedIssuers({
  issuers: [{ issuer, jwksUri, audience, algorithms, typ, roles, scopes: { claim: 'scope' } }],
});
async function verify(request) {
  const bearer = bearerOf(request);
  return 'text' in bearer ? issuers.verify(bearer.text) : bearer;
}

const schema = makeExecutableSchema({ typeDefs: [accessTypeDefs(), typeDefs], resolvers });
const access = protectSchema(schema, { viewerOf: ({ verification }) => viewerOf(verification) });
const options = { hideSchemaDetailsFromClientErrors: true, includeStacktraceInErrorResponses: false };
const server = new ApolloServer({ schema: access.schema, plugins: [access.apolloPlugin()], ...options });
const context = async ({ req }) => ({ verification: await verify(req) });
const { url } = await startStandaloneServer(server, { context, listen: { port: Number(PORT) } });
console.log(`Ready at ${url}`);
