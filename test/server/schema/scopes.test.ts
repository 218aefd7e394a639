import { describe, expect, test } from '@jest/globals';
import type { Module } from '../../../src/module/index.js';
import { modules } from '../../../src/modules.js';
import { createSchema } from '../../../src/server/schema/schema.js';
import { missingScopes } from '../../../src/server/schema/scopes.js';
import { problemsOf } from '../problems.js';

const build = (typeDefs: string) => {
  const own: Module = { name: 'own', typeDefs };
  return createSchema([...modules, own]);
};
const grants = (...scopes: readonly string[]) => `@grants(scopes: ${JSON.stringify(scopes)})`;

describe('the scopes of all roles', () => {
  test('together have room in a token, or stop the start', () => {
    const sdl = (length: number) =>
      `extend enum Role { USER ${grants('x'.repeat(500))} EDITOR ${grants('y'.repeat(length))} }`;
    expect(build(sdl(523)).table.grants.get('EDITOR')).toHaveLength(1);
    expect(problemsOf(() => build(sdl(524)))).toEqual([
      '@grants: The scopes of all roles together are 1025 characters long, but a token has room for only 1024. Grant fewer or shorter scopes.',
    ]);
  });

  test('count once, whoever grants them', () => {
    const same = grants('x'.repeat(900));
    expect(build(`extend enum Role { USER ${same} SUPPORT ${same} }`).table.grants.get('ADMIN')).toHaveLength(2);
  });
});

describe('scopes that are asked for', () => {
  const { table } = build(`
    extend enum Role { SUPPORT ${grants('granted')} }
    extend type Query {
      a: Int @auth(scopes: ["granted"])
      b: Int @auth(anyOf: [{ role: ADMIN }, { scopes: ["granted", "missing"] }])
      c: Int @auth(scopes: ["missing", "other"])
    }`);
  const issuer = {
    issuer: 'https://idp.test/',
    jwksUri: 'https://idp.test/keys',
    audience: 'api',
    algorithms: ['RS256' as const],
    typ: ['at+jwt'],
  };

  test('and that no role grants are told of, with their places', () => {
    const at = (line: number) => `typeDefs of the module "own":${line} Query.`;
    const told = [
      `No token can have these scopes: no role grants them, and there is no trusted issuer that could. Add @grants to a role, or remove them:\n  ${at(5)}b: missing\n  ${at(6)}c: missing\n  ${at(6)}c: other`,
    ];
    expect(missingScopes({ trustedIssuers: [] }, table)).toEqual(told);
    expect(missingScopes({ trustedIssuers: [issuer] }, table)).toEqual(told);
  });

  test('are not if every one is granted, or if tokens of a trusted issuer have scopes', () => {
    const granted = build(`
      extend enum Role { USER ${grants('a', 'unused')} }
      extend type Query { a: Int @auth(scopes: ["a"]) }`);
    expect(missingScopes({ trustedIssuers: [] }, granted.table)).toEqual([]);
    expect(missingScopes({ trustedIssuers: [{ ...issuer, scopes: { claim: 'scope' } }] }, table)).toEqual([]);
  });
});
