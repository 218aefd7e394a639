import { describe, expect, test } from '@jest/globals';
import { auth, grants, includes, publicField } from '../../../src/access/index.js';

describe('extensions in code', () => {
  test('are those that graphql-tools reads', () => {
    expect(auth({ role: 'ADMIN' })).toEqual({ directives: { auth: [{ role: 'ADMIN' }] } });
    expect(auth({ role: 'ADMIN' }, { scopes: ['pay'] })).toEqual({
      directives: { auth: [{ role: 'ADMIN' }, { scopes: ['pay'] }] },
    });
    expect(auth()).toEqual({ directives: { auth: [{}] } });
    expect(publicField()).toEqual({ directives: { public: [{}] } });
    expect(includes('USER', 'EDITOR')).toEqual({ directives: { includes: [{ roles: ['USER', 'EDITOR'] }] } });
    expect(grants('a', 'b')).toEqual({ directives: { grants: [{ scopes: ['a', 'b'] }] } });
  });

  test('are checked by the compiler', () => {
    type Role = 'USER' | 'ADMIN';
    auth<Role>({ anyOf: [{ role: 'ADMIN' }, { owner: 'id', claims: [{ name: 'org', field: 'org' }] }] });
    auth({ claims: [{ name: 'org', in: ['a'] }], policy: 'may' });
    // @ts-expect-error: there is no such part.
    auth({ roles: 'ADMIN' });
    // @ts-expect-error: there is no such role.
    auth<Role>({ role: 'ROOT' });
    // @ts-expect-error: it would ask for less than it seems to.
    auth({ role: undefined });
    // @ts-expect-error: no scope is none.
    auth({ scopes: [] });
    // @ts-expect-error: one of nothing never holds.
    auth({ anyOf: [] });
    // @ts-expect-error: there is one anyOf.
    auth({ anyOf: [{ anyOf: [{ role: 'ADMIN' }] }] });
    // @ts-expect-error: a claim is compared.
    auth({ claims: [{ name: 'org' }] });
    // @ts-expect-error: with one thing.
    auth({ claims: [{ name: 'org', equals: 'a', in: ['b'] }] });
    // @ts-expect-error: it includes something.
    includes();
    // @ts-expect-error: it grants something.
    grants();
    // @ts-expect-error: it is open to all.
    publicField({ role: 'ADMIN' });
  });
});
