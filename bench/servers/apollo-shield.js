// graphql-shield: one rule a role, with the contextual cache, so that it runs once a request.
import { makeExecutableSchema } from '@graphql-tools/schema';
import { applyMiddleware } from 'graphql-middleware';
import { rule, shield } from 'graphql-shield';
import { peerTypeDefs, protectedFields, resolvers } from '../workload/schema.js';
import { startApollo } from './start-apollo.js';

export function start({ publicKeyPem }) {
  const schema = makeExecutableSchema({ typeDefs: peerTypeDefs, resolvers });
  return startApollo({ schema: applyMiddleware(schema, shield(permissions())), publicKeyPem });
}

function permissions() {
  const has = (role) =>
    rule(`has-${role}`, { cache: 'contextual' })((_source, _args, { viewer }) => viewer?.roles.includes(role) ?? false);
  const rules = { USER: has('USER'), ADMIN: has('ADMIN') };
  const tree = {};
  for (const [type, field, role] of protectedFields()) tree[type] = { ...tree[type], [field]: rules[role] };
  return tree;
}
