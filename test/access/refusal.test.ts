import { describe, expect, test } from '@jest/globals';
import { refusal } from '../../src/access/refusal.js';
import { anonymous, anonymousBecause, as, hostile } from './support.js';

describe('refusal', () => {
  test('a signed-in viewer is FORBIDDEN, and learns nothing of the rule', () => {
    const error = refusal(as('u1', 'USER'));
    expect(error.extensions).toEqual({ code: 'FORBIDDEN' });
    expect(error.message).toBe('You are not allowed to use this.');
  });

  test.each([
    ['TOKEN_MISSING', anonymous, 'Sign in first: this needs an access token.'],
    ['TOKEN_INVALID', anonymousBecause('TOKEN_INVALID'), 'The access token is not valid.'],
    ['TOKEN_EXPIRED', anonymousBecause('TOKEN_EXPIRED'), 'The access token has expired.'],
    ['TOKEN_REVOKED', anonymousBecause('TOKEN_REVOKED'), 'The access token was revoked.'],
  ])('an anonymous viewer is UNAUTHENTICATED, with reason %s', (reason, viewer, message) => {
    const error = refusal(viewer);
    expect(error.extensions).toEqual({ code: 'UNAUTHENTICATED', reason });
    expect(error.message).toBe(message);
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ["authenticated: 'yes'", hostile({ authenticated: 'yes' })],
    ['anonymous without a reason', hostile({ authenticated: false })],
  ])('a viewer that is %s has no token', (_what, viewer) => {
    expect(refusal(viewer).extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
  });
});
