import { describe, expect, test } from '@jest/globals';
import { execute, GraphQLError, type GraphQLResolveInfo, parse } from 'graphql';
import { codeFor } from '../../../src/access/decide/refusal-code.js';
import { notRun, placeOf, refusal, tooLarge } from '../../../src/access/guard/refusal.js';
import { anonymous, anonymousBecause, as, buildSchema, hostile, ROLES } from '../support.js';

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
    ['TOKEN_REVOKED', anonymousBecause('TOKEN_REVOKED'), 'The access token has been revoked.'],
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

test.each<[string, unknown]>([
  ['a text of its own', 'EXPIRED'],
  ['a name that every object has', 'constructor'],
  ['an empty text', ''],
  ['a number', 401],
  ['an object', { toString: () => 'TOKEN_EXPIRED' }],
])('a reason that is %s is no reason of ours: the token is not valid', (_what, reason) => {
  const viewer = hostile({ authenticated: false, reason });
  expect(codeFor(viewer)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
  expect(refusal(viewer).message).toBe('The access token is not valid.');
  expect(refusal(viewer).extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
});

test('what is held back says so, with the code of its viewer', () => {
  expect(notRun(as('u1')).extensions).toEqual({ code: 'FORBIDDEN', reason: 'NOT_RUN' });
  expect(notRun(anonymous).extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'NOT_RUN' });
  expect(notRun(null).message).toBe('Nothing was run, because another part of the operation is not allowed.');
});

test('what is too large says so', () => {
  expect(tooLarge().extensions).toEqual({ code: 'BAD_USER_INPUT' });
  expect(tooLarge().message).toBe('The operation is too large. Request less at once.');
});

describe('the place of an error', () => {
  const schema = buildSchema(`type Query { docs: [Doc] @public } type Doc { a: Int } ${ROLES}`);
  const answerTo = (text: string, noLocation: boolean, errorOf: (info: GraphQLResolveInfo) => Error) => {
    const rootValue = {
      docs: [
        {
          a: (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
            throw errorOf(info);
          },
        },
      ],
    };
    return execute({ schema, document: parse(text, { noLocation }), rootValue });
  };
  const text = '{\n  docs {\n    x: a ... on Doc {\n  x: a\n} } }';

  test.each([[true], [false]])('is the one that graphql-js finds, without locations: %p', async (noLocation) => {
    const ours = await answerTo(text, noLocation, (info) => refusal(anonymous, placeOf(info)));
    const theirs = await answerTo(text, noLocation, () => new GraphQLError('', { extensions: {} }));
    const [error] = ours.errors ?? [];
    const [other] = theirs.errors ?? [];
    expect(error?.path).toEqual(['docs', 0, 'x']);
    expect([error?.path, error?.locations, error?.nodes]).toEqual([other?.path, other?.locations, other?.nodes]);
    expect(error?.locations).toEqual(
      noLocation
        ? undefined
        : [
            { line: 3, column: 5 },
            { line: 4, column: 3 },
          ],
    );
    const keys = ['message', ...(noLocation ? [] : ['locations']), 'path', 'extensions'];
    expect(Object.keys(error?.toJSON() ?? {})).toEqual(keys);
  });

  test('is not looked for again by graphql-js: the error is sent as it is', async () => {
    let made: unknown;
    const { errors } = await answerTo(text, false, (info) => {
      made = refusal(anonymous, placeOf(info));
      return made as GraphQLError;
    });
    expect(errors?.[0]).toBe(made);
  });

  test('is the one of graphql-js, if there is none', async () => {
    const { errors } = await answerTo(text, false, () => refusal(anonymous));
    expect(errors?.[0]?.path).toEqual(['docs', 0, 'x']);
    expect(errors?.[0]?.locations).toHaveLength(2);
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
  });
});

test('an error has no stack, and other errors keep theirs', () => {
  const limit = Error.stackTraceLimit;
  expect(refusal(anonymous).stack?.split('\n')).toHaveLength(1);
  expect(Error.stackTraceLimit).toBe(limit);
  expect(new Error('other').stack?.split('\n').length).toBeGreaterThan(1);
});
