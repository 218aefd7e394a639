import { expect, test } from '@jest/globals';
import { viewerOfToken } from '../../src/access/report/index.js';
import { readToken } from '../../src/cli/read-token.js';
import { StartupError } from '../../src/errors.js';

const ROLES = new Map([
  ['USER', new Set(['USER'])],
  ['ADMIN', new Set(['ADMIN', 'USER'])],
]);

function read(role: readonly string[], claims?: string, roles: ReadonlyMap<string, unknown> = ROLES) {
  return viewerOfToken(readToken({ role, ...(claims !== undefined && { claims }) }, roles), { grants: new Map() });
}

function problemsOf(...args: Parameters<typeof read>): readonly string[] {
  try {
    read(...args);
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
  return [];
}

test('without a role and without claims nobody is signed in', () => {
  expect(read([])).toMatchObject({ authenticated: false, subject: null, roles: [] });
});

test('with a role somebody is, who may own something', () => {
  expect(read(['USER', 'ADMIN'])).toMatchObject({
    authenticated: true,
    subject: expect.stringMatching(/./),
    roles: ['USER', 'ADMIN'],
    scopes: [],
    claims: {},
  });
});

test('the claims are those of a token', () => {
  const claims = { iss: 'https://i', sub: 'u1', scope: 'a  b', roles: ['ADMIN', 'NOBLE'], org: ['x'] };
  expect(read(['USER'], JSON.stringify(claims))).toMatchObject({
    authenticated: true,
    issuer: 'https://i',
    subject: 'u1',
    roles: ['USER', 'ADMIN', 'NOBLE'],
    scopes: ['a', 'b'],
    claims,
  });
  expect(read([], '{}')).toMatchObject({ authenticated: true, roles: [], subject: expect.stringMatching(/./) });
});

test('with the scopes of its roles, as a token of ours, unless it says what it has or who issued it', () => {
  const source = { coordinate: 'Role.ADMIN', location: '' };
  const grants = new Map([
    [
      'ADMIN',
      [
        { scope: 'b', source },
        { scope: 'a', source },
      ],
    ],
  ]);
  const scopesOf = (role: readonly string[], claims?: object) => {
    const options = { role, ...(claims && { claims: JSON.stringify(claims) }) };
    return viewerOfToken(readToken(options, ROLES), { grants }).scopes;
  };
  expect(scopesOf(['ADMIN'])).toEqual(['a', 'b']);
  expect(scopesOf(['USER'])).toEqual([]);
  expect(scopesOf([], { roles: ['ADMIN'], org: 'x' })).toEqual(['a', 'b']);
  expect(scopesOf(['ADMIN'], { scope: 'c' })).toEqual(['c']);
  expect(scopesOf(['ADMIN'], { scope: '' })).toEqual([]);
  expect(scopesOf(['ADMIN'], { iss: 'https://i' })).toEqual([]);
  expect(scopesOf(['ADMIN'], { iss: 'https://i', scope: 'b' })).toEqual(['b']);
});

test('what no token has is a mistake', () => {
  expect(problemsOf(['BOSS', 'USER', 'X'])).toEqual(['--role: There is no role BOSS, X. Choose from USER, ADMIN.']);
  expect(problemsOf(['USER'], undefined, new Map())).toEqual([
    '--role: There is no role USER. The schema has no roles.',
  ]);
  expect(problemsOf([], '{ "sub": 1, "scope": ["a"], "roles": "USER" }')).toEqual([
    '--claims: sub must be a string: the id of a user.',
    '--claims: scope must be a string: the scopes, separated by spaces.',
    '--claims: roles must be a list of strings, such as ["USER"].',
  ]);
  expect(problemsOf([], '{ "roles": [1] }')).toEqual(['--claims: roles must be a list of strings, such as ["USER"].']);
  for (const text of ['ey.ey.x', '[]', 'null', ''])
    expect(problemsOf([], text)).toEqual(['--claims: The value is not a JSON object. Write \'{ "name": "value" }\'.']);
});
