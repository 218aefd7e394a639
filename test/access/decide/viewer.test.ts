import { describe, expect, test } from '@jest/globals';
import { anonymous, anonymousBecause } from '../../../src/access/index.js';

describe('anonymous', () => {
  test('has no token, no subject and no rights', () => {
    expect(anonymous).toEqual({
      authenticated: false,
      issuer: null,
      subject: null,
      roles: [],
      scopes: [],
      claims: {},
      expiresAt: null,
      reason: 'TOKEN_MISSING',
    });
  });

  test('is frozen, with all that it holds', () => {
    for (const part of [anonymous, anonymous.roles, anonymous.scopes, anonymous.claims]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test.each(['TOKEN_INVALID', 'TOKEN_EXPIRED', 'TOKEN_REVOKED'] as const)('can say %s', (reason) => {
    expect(anonymousBecause(reason)).toEqual({ ...anonymous, reason });
    expect(Object.isFrozen(anonymousBecause(reason))).toBe(true);
  });
});
