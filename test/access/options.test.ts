import { inspect } from 'node:util';
import { describe, expect, jest, test } from '@jest/globals';
import { GraphQLError, graphql } from 'graphql';
import { protectSchema } from '../../src/access/index.js';
import { checkOptions, type ProtectOptions } from '../../src/access/options.js';
import { PortcullisError } from '../../src/errors.js';
import { anonymous, as, buildSchema, ROLES, type TestContext } from './support.js';

const viewerOf = ({ viewer }: TestContext) => viewer;
const checked = (options: Partial<ProtectOptions<TestContext>> = {}) => checkOptions({ viewerOf, ...options });
const check = (options: unknown) => () => checkOptions(options as ProtectOptions<TestContext>);

test('everything but viewerOf has a default', () => {
  const { viewerOf: ask, policies, onFailure, onWarning, now, ...rest } = checked();
  expect(rest).toEqual({
    onDenied: 'partial',
    unmarked: 'refuse',
    dryRun: false,
    onRefusal: undefined,
    onDecision: undefined,
    decisions: 'all',
  });
  expect(policies.size).toBe(0);
  expect(onWarning).toBe(console.warn);
  expect(now).toBe(Date.now);
  expect(onFailure).toBeInstanceOf(Function);
  const viewer = as('u1');
  expect(ask({ viewer })).toBe(viewer);
});

test('what is given is taken', () => {
  const given = {
    onDenied: 'reject',
    unmarked: 'allow',
    dryRun: true,
    onRefusal: () => {},
    onWarning: () => {},
    now: () => 0,
  } as const;
  const failures: unknown[] = [];
  const policies = { may: () => true };
  const options = checked({ ...given, policies, onFailure: failures.push.bind(failures) });
  expect(options).toMatchObject(given);
  expect([...options.policies.keys()]).toEqual(['may']);
  options.onFailure('lost');
  expect(failures).toEqual(['lost']);
});

describe('a mistake is a TypeError that names the option', () => {
  test.each<[string, unknown, string]>([
    ['no viewerOf', {}, 'protectSchema needs viewerOf, a function of the context.'],
    ['viewerOf', { viewerOf: anonymous }, 'protectSchema needs viewerOf, a function of the context.'],
    ['an unknown one', { viewerOf, onDeny: 1 }, 'protectSchema has no option "onDeny".'],
    ['onDenied', { viewerOf, onDenied: 'REJECT' }, `protectSchema's onDenied must be "partial" or "reject".`],
    ['onDenied, null', { viewerOf, onDenied: null }, `protectSchema's onDenied must be "partial" or "reject".`],
    ['unmarked', { viewerOf, unmarked: true }, `protectSchema's unmarked must be "refuse" or "allow".`],
    ['dryRun', { viewerOf, dryRun: 'false', onRefusal: () => {} }, `protectSchema's dryRun must be true or false.`],
    [
      'dryRun, alone',
      { viewerOf, dryRun: true },
      'With dryRun nothing is refused: pass onRefusal or onDecision to learn what would be.',
    ],
    ['onRefusal', { viewerOf, onRefusal: {} }, `protectSchema's onRefusal is not a function.`],
    ['onFailure', { viewerOf, onFailure: null }, `protectSchema's onFailure is not a function.`],
    ['onWarning', { viewerOf, onWarning: 'log' }, `protectSchema's onWarning is not a function.`],
    ['now', { viewerOf, now: 1_700_000_000 }, `protectSchema's now is not a function.`],
    ['policies', { viewerOf, policies: { may: true } }, 'The policy "may" is neither a function nor { decide, key }.'],
  ])('%s', (_which, options, message) => {
    expect(check(options)).toThrow(TypeError);
    expect(check(options)).toThrow(message);
  });

  test.each([[undefined], [null]])('options that are %p', (options) => expect(check(options)).toThrow(TypeError));

  test('a dryRun of false needs nobody to tell', () => {
    expect(checked({ dryRun: false }).dryRun).toBe(false);
    expect(checked({ dryRun: true, onRefusal: () => {} }).dryRun).toBe(true);
  });
});

test('an onFailure that fails is not heard of', async () => {
  const rejections = jest.fn();
  process.on('unhandledRejection', rejections);
  checked({
    onFailure: () => {
      throw new Error('no log');
    },
  }).onFailure('lost');
  checked({ onFailure: async () => Promise.reject(new Error('no log')) }).onFailure('lost');
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', rejections);
  expect(rejections).not.toHaveBeenCalled();
});

describe('a viewerOf that throws', () => {
  const failures: unknown[] = [];
  const throwing = (error: unknown, more: Partial<ProtectOptions<unknown>> = {}) => {
    failures.length = 0;
    const options = {
      viewerOf: () => {
        throw error;
      },
      onFailure: failures.push.bind(failures),
      ...more,
    };
    return checkOptions(options).viewerOf;
  };

  test('is told with what it threw; the client learns that it failed, and no more', () => {
    const error = new Error('password of the database');
    const ask = throwing(error);
    const thrown = thrownBy(() => ask({}));
    expect(thrown).toBeInstanceOf(GraphQLError);
    expect([thrown.message, thrown.extensions]).toEqual([
      'The viewer could not be determined.',
      { code: 'INTERNAL_SERVER_ERROR' },
    ]);
    expect(inspect(thrown)).not.toContain('password');
    expect(failures).toEqual([error]);
  });

  test('is told once for a context, however many fields ask, and again for the next', () => {
    const ask = throwing(new Error('down'));
    const context = {};
    for (const each of [context, context, {}, context]) thrownBy(() => ask(each));
    expect(failures).toHaveLength(2);
  });

  test.each([
    new GraphQLError('Try again in a moment.', { extensions: { code: 'SERVICE_UNAVAILABLE' } }),
    new PortcullisError('SERVICE_UNAVAILABLE', 'Try again in a moment.'),
  ])('says what it wants by an error that is meant for clients', (error) => {
    expect(thrownBy(() => throwing(error)({}))).toBe(error);
    expect(failures).toEqual([]);
  });

  test('stops nothing in a dry run', () => {
    const error = new Error('no viewer');
    expect(throwing(error, { dryRun: true, onRefusal: () => {} })({})).toBeNull();
    expect(failures).toEqual([error]);
  });
});

describe('a viewerOf that is asynchronous', () => {
  const sentence =
    'viewerOf returned a promise. Determine the viewer while you build the context, and return it from there.';

  test.each<[string, () => unknown]>([
    ['an async function', async () => as('u1', 'ADMIN')],
    ['a promise that is a viewer too', () => Object.assign(Promise.resolve(), as('u1', 'ADMIN'))],
    ['a thenable', () => Object.fromEntries([['then', () => {}]])],
    ['a promise that rejects', () => Promise.reject(new Error('down'))],
  ])('is a TypeError the first time: %s', async (_what, give) => {
    const rejections = jest.fn();
    process.on('unhandledRejection', rejections);
    const ask = checkOptions({ viewerOf: give as () => null }).viewerOf;
    expect(() => ask({})).toThrow(new TypeError(sentence));
    expect(() => ask({})).toThrow(TypeError);
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', rejections);
    expect(rejections).not.toHaveBeenCalled();
  });

  test('is told in a dry run, and stops nothing', () => {
    const failures: unknown[] = [];
    const viewerOf = (async () => null) as unknown as () => null;
    const options = { viewerOf, dryRun: true, onRefusal: () => {}, onFailure: failures.push.bind(failures) };
    expect(checkOptions(options).viewerOf({})).toBeNull();
    expect(failures).toEqual([new TypeError(sentence)]);
  });

  test('lets nobody through, and the answer says what to do', async () => {
    const schema = buildSchema(`type Query { a: Int @auth b: Int @public } ${ROLES}`);
    const viewerOf = (async () => as('u1', 'ADMIN')) as unknown as () => null;
    const guarded = protectSchema(schema, { viewerOf }).schema;
    const { data, errors } = await graphql({ schema: guarded, source: '{ a b }', rootValue: { a: 1, b: 2 } });
    expect(data).toEqual({ a: null, b: 2 });
    expect(errors?.map(({ path, message }) => [path, message])).toEqual([[['a'], sentence]]);
    expect(errors?.[0]?.originalError).toBeInstanceOf(TypeError);
  });
});

function thrownBy(run: () => unknown): GraphQLError {
  try {
    run();
  } catch (error) {
    return error as GraphQLError;
  }
  throw new Error('Nothing was thrown.');
}

describe('by default a failure', () => {
  const warned = (run: () => void) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    try {
      run();
      return warn.mock.calls.slice();
    } finally {
      warn.mockRestore();
    }
  };

  test('is warned of on the console', () => {
    const bug = new TypeError('source.team is undefined');
    expect(warned(() => checked().onFailure(bug))).toEqual([['An @auth check failed, so access was refused:', bug]]);
  });

  test('does not fill the console: of many, the first of each second, and how many were left out', () => {
    let time = 5_000;
    const bug = new Error('again');
    const { onFailure } = checked({ now: () => time });
    const calls = warned(() => {
      for (let i = 0; i < 1_000; i += 1) onFailure(bug);
      time += 999;
      onFailure(bug);
      time += 1;
      onFailure(bug);
      time += 1_000;
      onFailure(bug);
    });
    expect(calls).toEqual([
      ['An @auth check failed, so access was refused:', bug],
      ['An @auth check failed, so access was refused (1000 more since the last such warning):', bug],
      ['An @auth check failed, so access was refused:', bug],
    ]);
  });

  test('that is told elsewhere is not', () => {
    expect(warned(() => checked({ onFailure: () => {} }).onFailure(new Error('told')))).toEqual([]);
  });

  test('of a policy gets there', async () => {
    const bug = new TypeError('source.team is undefined');
    const may = () => {
      throw bug;
    };
    const schema = buildSchema(`type Query { a: Int @auth(policy: "may") } ${ROLES}`);
    const guarded = protectSchema(schema, { viewerOf: () => as('u1'), policies: { may } }).schema;
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const { data, errors } = await graphql({ schema: guarded, source: '{ a }', rootValue: { a: 1 } });
    expect(warn.mock.calls).toEqual([['An @auth check failed, so access was refused:', bug]]);
    warn.mockRestore();
    expect(data).toEqual({ a: null });
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([[['a'], { code: 'FORBIDDEN' }]]);
  });
});
