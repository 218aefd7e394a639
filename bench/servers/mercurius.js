// Mercurius with its compiler, alone, with mercurius-auth, and with mercurius-auth and a memory of verified tokens.
import fastJwt from 'fast-jwt';
import fastify from 'fastify';
import mercurius from 'mercurius';
import mercuriusAuth from 'mercurius-auth';
import { peerTypeDefs, resolvers } from '../workload/schema.js';
import { AUDIENCE, ISSUER } from '../workload/tokens.js';

export async function start({ name, publicKeyPem }) {
  const app = fastify({ logger: false });
  app.register(mercurius, { schema: peerTypeDefs, resolvers, jit: 1, graphiql: false });
  if (name !== 'mercurius') app.register(mercuriusAuth, protection(publicKeyPem, name === 'mercurius-auth-cache'));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: app.server.address().port, close: () => app.close() };
}

function protection(key, cache) {
  const verify = fastJwt.createVerifier({
    key,
    algorithms: ['RS256'],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    // The default key is a hash of the token, which its documentation calls ten times slower.
    ...(cache && { cache: true, cacheKeyBuilder: (token) => token }),
  });
  const roleOf = new WeakMap();
  return {
    authDirective: 'auth',
    authContext: ({ reply }) => ({ roles: rolesOf(verify, reply.request.headers.authorization) }),
    applyPolicy: (directive, _parent, _args, { auth }) => {
      let role = roleOf.get(directive);
      if (role === undefined) {
        role = directive.arguments.find(({ name }) => name.value === 'role').value.value;
        roleOf.set(directive, role);
      }
      return auth.roles.includes(role);
    },
  };
}

function rolesOf(verify, authorization) {
  if (!authorization?.startsWith('Bearer ')) return [];
  try {
    return verify(authorization.slice('Bearer '.length)).roles;
  } catch {
    return [];
  }
}
