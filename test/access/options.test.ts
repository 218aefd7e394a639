import { describe, expect, jest, test } from '@jest/globals';
import { checkOptions, type ProtectOptions } from '../../src/access/options.js';
import { anonymous, as, type TestContext } from './support.js';

const viewerOf = ({ viewer }: TestContext) => viewer;
const checked = (options: Partial<ProtectOptions<TestContext>> = {}) => checkOptions({ viewerOf, ...options });
const check = (options: unknown) => () => checkOptions(options as ProtectOptions<TestContext>);

test('everything but viewerOf has a default', () => {
  const { viewerOf: ask, policies, onFailure, onWarning, now, ...rest } = checked();
  expect(rest).toEqual({ onDenied: 'partial', unmarked: 'refuse', dryRun: false, onRefusal: undefined });
  expect(policies.size).toBe(0);
  expect(onWarning).toBe(console.warn);
  expect(now).toBe(Date.now);
  expect(onFailure(new Error('nobody listens'))).toBeUndefined();
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
    ['onDenied', { viewerOf, onDenied: 'REJECT' }, `protectSchema's onDenied is "partial" or "reject".`],
    ['onDenied, null', { viewerOf, onDenied: null }, `protectSchema's onDenied is "partial" or "reject".`],
    ['unmarked', { viewerOf, unmarked: true }, `protectSchema's unmarked is "refuse" or "allow".`],
    ['dryRun', { viewerOf, dryRun: 'false', onRefusal: () => {} }, `protectSchema's dryRun is true or false.`],
    ['dryRun, alone', { viewerOf, dryRun: true }, 'A dryRun refuses nothing: give onRefusal, to learn what would be.'],
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

test('a viewerOf that throws stops everything, but in a dry run nothing', () => {
  const error = new Error('no viewer');
  const failures: unknown[] = [];
  const options = {
    viewerOf: () => {
      throw error;
    },
    onFailure: failures.push.bind(failures),
    onRefusal: () => {},
  };
  expect(() => checked(options).viewerOf({})).toThrow(error);
  expect(failures).toEqual([]);
  expect(checked({ ...options, dryRun: true }).viewerOf({})).toBeNull();
  expect(failures).toEqual([error]);
});
