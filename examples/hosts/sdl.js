import { makeExecutableSchema } from '@graphql-tools/schema';
import { accessTypeDefs, protectSchema } from 'portcullis/access';
import { order, products, restock, setPrice } from './shop.js';

const typeDefs = `
  enum Role { CLERK  MANAGER @includes(roles: ["CLERK"]) }
  type Query { products: [Product] @public  order(id: ID!): Order @auth }
  type Mutation { restock(sku: ID!): Product @auth(role: CLERK)  setPrice(sku: ID!, price: Int!): Product @auth(role: MANAGER) }
  type Product { sku: ID  price: Int  cost: Int @auth(role: MANAGER) }
  type Order { id: ID  buyer: ID  address: String @auth(anyOf: [{ role: CLERK }, { owner: "buyer" }]) }`;

const resolvers = {
  Query: { products, order: (_, { id }) => order(id) },
  Mutation: { restock, setPrice: (_, { price }) => setPrice(price) },
};

const schema = makeExecutableSchema({ typeDefs: [accessTypeDefs(), typeDefs], resolvers });
export const access = protectSchema(schema, { viewerOf: ({ viewer }) => viewer });
