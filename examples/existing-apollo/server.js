import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { makeExecutableSchema } from '@graphql-tools/schema';
import jwt from 'jsonwebtoken';
import { accessTypeDefs, anonymous, anonymousBecause, protectSchema } from 'portcullis/access';

const typeDefs = `
  enum AppRole { CLERK  MANAGER @includes(roles: ["CLERK"]) }
  type Query { products: [Product] @public  order(id: ID!): Order @auth }
  type Mutation { restock(sku: ID!): Product @auth(role: CLERK)  setPrice(sku: ID!, price: Int!): Product @auth(role: MANAGER) }
  type Product { sku: ID  price: Int  cost: Int @auth(role: MANAGER) }
  type Order { id: ID  buyer: ID  address: String @auth(anyOf: [{ role: CLERK }, { owner: "buyer" }]) }`;
const pen = { sku: 'pen', price: 3, cost: 1 };
const resolvers = {
  Query: { products: () => [pen], order: (_, { id }) => ({ id, buyer: 'ada', address: '12 St James Square' }) },
  Mutation: { restock: () => pen, setPrice: (_, { price }) => Object.assign(pen, { price }) },
};

const secret = Buffer.from(process.env.JWT_SECRET ?? '', 'base64');
if (secret.length < 32) throw new Error('Set JWT_SECRET to 32 bytes or more, in base64.');

function viewerOf({ headers: { authorization } }) {
  if (authorization === undefined) return anonymous;
  try {
    const options = { algorithms: ['HS256'], issuer: 'shop', maxAge: '1h' };
    const claims = jwt.verify(authorization.replace(/^Bearer /i, ''), secret, options);
    const { iss: issuer, sub: subject, roles, exp: expiresAt } = claims;
    return { authenticated: true, issuer, subject, roles, scopes: [], claims, expiresAt, reason: null };
  } catch (error) {
    return anonymousBecause(error instanceof jwt.TokenExpiredError ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID');
  }
}

const schema = makeExecutableSchema({ typeDefs: [accessTypeDefs({ role: 'AppRole' }), typeDefs], resolvers });
const access = protectSchema(schema, { viewerOf: ({ viewer }) => viewer });
const plugins = [access.apolloPlugin()];
const options = {
  introspection: true,
  hideSchemaDetailsFromClientErrors: true,
  includeStacktraceInErrorResponses: false,
};
const server = new ApolloServer({ schema: access.schema, plugins, ...options });
const context = async ({ req }) => ({ viewer: viewerOf(req) });
const { url } = await startStandaloneServer(server, { context, listen: { port: Number(process.env.PORT ?? 4000) } });
console.log(`Ready at ${url}`);
