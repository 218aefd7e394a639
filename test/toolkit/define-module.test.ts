import { describe, expect, test } from '@jest/globals';
import { defineModule } from '../../src/toolkit/define-module.js';

describe('defineModule', () => {
  test('keeps what it is given, and lets nobody change it', () => {
    const given = { name: 'a-1', resolvers: { Query: { a: () => 1 } } };
    const made = defineModule(given);
    expect(made).toEqual(given);
    expect(made).not.toBe(given);
    expect(Object.isFrozen(made)).toBe(true);
  });

  test.each(['', 'A', '1a', 'a b', '-a', 'a_b'])('refuses the name %j', (name) => {
    expect(() => defineModule({ name })).toThrow(TypeError);
    expect(defineModule({ name: 'a' }).name).toBe('a');
  });
});
