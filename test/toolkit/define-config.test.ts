import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineConfig } from '../../src/toolkit/define-config.js';
import { integer, oneOf } from '../../src/toolkit/variables.js';

const doors = defineConfig({
  variables: {
    DOORS: integer(1, 9, 2).meta({ description: 'how many' }),
    DOOR_COLOUR: oneOf(['red', 'blue'], 'red').meta({ description: 'what it looks like' }),
    DOOR_KEY: z.string().optional().meta({ description: 'opens it', default: 'under the mat' }),
    DOOR_NAMES: z
      .string()
      .transform((text): readonly string[] => text.split(','))
      .default([])
      .meta({ description: 'on the bell' }),
    DOOR_OWNER: z.string('Say whose it is.').meta({ description: 'whose it is' }),
  },
  prefixes: ['DOOR_'],
  contradictions: (env) => (env.DOOR_KEY && env.DOORS === '1' ? ['DOOR_KEY: One door has none.'] : []),
  read: (env) => ({ doors: { count: env.DOORS, names: env.DOOR_NAMES, owner: env.DOOR_OWNER } }),
});

describe('defineConfig', () => {
  test('documents its variables', () => {
    expect(doors.prefixes).toEqual(['DOOR_']);
    expect(doors.variables).toEqual([
      { name: 'DOORS', description: 'how many', default: '2', isRequired: false },
      { name: 'DOOR_COLOUR', description: 'what it looks like', default: 'red', isRequired: false },
      { name: 'DOOR_KEY', description: 'opens it', default: 'under the mat', isRequired: false },
      { name: 'DOOR_NAMES', description: 'on the bell', default: null, isRequired: false },
      { name: 'DOOR_OWNER', description: 'whose it is', default: null, isRequired: true },
    ]);
  });

  test('reads them, and nothing else', () => {
    expect(doors.read({ DOOR_OWNER: 'Ann', DOORS: '3', PATH: '/bin', toString: 'x' })).toEqual({
      value: { doors: { count: 3, names: [], owner: 'Ann' } },
    });
  });

  test('tells everything that is wrong at once, and what contradicts itself too', () => {
    expect(doors.read({ DOORS: '1', DOOR_COLOUR: 'green', DOOR_KEY: 'hush' })).toEqual({
      problems: ['DOOR_COLOUR: Use one of red, blue.', 'DOOR_OWNER: Say whose it is.', 'DOOR_KEY: One door has none.'],
    });
    expect(doors.read({ DOORS: '1', DOOR_KEY: 'hush', DOOR_OWNER: 'Ann' })).toEqual({
      problems: ['DOOR_KEY: One door has none.'],
    });
  });

  test.each(['', 'doors', 'Doors', '1DOOR', 'DOOR-KEY', '__proto__'])('refuses the name %j', (name) => {
    const variables = Object.fromEntries([[name, z.string().optional().meta({ description: 'a door' })]]);
    expect(() => defineConfig({ variables, read: () => ({}) })).toThrow(
      new TypeError(`The name of a variable must consist of capital letters, digits and underscores, not "${name}".`),
    );
  });

  test('refuses a variable that does not say what it is for', () => {
    expect(() => defineConfig({ variables: { DOORS: z.string().optional() }, read: () => ({}) })).toThrow(
      new TypeError("DOORS has no description. Add .meta({ description: '…' })."),
    );
  });
});
