import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { z } from 'zod';
import {
  createServer,
  defineConfig,
  defineModule,
  loadConfig,
  modules,
  type Server,
  StartupError,
} from '../src/index.js';
import { typeErrorsOf } from './docs/type-check.js';
import { createTestPlace, type TestPlace } from './support/databases.js';
import { masterKey } from './support/master-key.js';

// What a module outside this repository does, with `portcullis` in place of the path.
declare module '../src/index.js' {
  interface Config {
    readonly greeting: { readonly text: string; readonly password: string | undefined };
  }
  interface Hooks {
    readonly onGreeting?: (text: string) => void;
  }
}

const greeting = defineModule({
  name: 'greeting',
  hooks: ['onGreeting'],
  config: defineConfig({
    variables: {
      GREETING_TEXT: z
        .string()
        .max(9, 'Write 9 letters at most.')
        .default('Hello')
        .meta({ description: 'what is said' }),
      GREETING_PASSWORD: z.string().min(8, 'It is too short.').optional().meta({ description: 'a secret' }),
    },
    prefixes: ['GREETING_'],
    contradictions: (env) =>
      env.GREETING_PASSWORD && env.SMTP_URL ? ['GREETING_PASSWORD: Take it away, or SMTP_URL.'] : [],
    read: (env) => ({ greeting: { text: env.GREETING_TEXT, password: env.GREETING_PASSWORD } }),
  }),
  start: async ({ config, hooks }) => {
    hooks.onGreeting?.(config.greeting.text);
    return undefined;
  },
});
const all = [...modules, greeting];

const problemsOf = (env: Readonly<Record<string, string>>): readonly string[] => {
  try {
    loadConfig({ modules: all, env });
    return [];
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
};

describe('a module of your own', () => {
  test('has variables of its own, beside those of the server and of other modules', () => {
    const config = loadConfig({ modules: all, env: { GREETING_TEXT: 'Ahoy', PORT: '1' } });
    expect(config.greeting).toEqual({ text: 'Ahoy', password: undefined });
    expect([config.port, config.sessions.perUser]).toEqual([1, 10]);
    expect(loadConfig({ modules: all, env: { GREETING_TEXT: '' } }).greeting.text).toBe('Hello');
    expect(loadConfig({ modules, env: { GREETING_TEXT: 'Ahoy' } })).not.toHaveProperty('greeting');
  });

  test('has what is wrong with them told with everything else, and no secret', () => {
    const env = {
      GREETING_TEXT: 'far too long',
      GREETING_PASSWORD: 'hush',
      SMTP_URL: 'smtps://h',
      PORT: 'many',
      SESSIONS_PER_USER: '0',
    };
    expect(problemsOf(env)).toEqual([
      'PORT: Write a whole number from 0 to 65535.',
      'SMTP_URL, MAIL_FROM: One requires the other. Set both or neither.',
      'SESSIONS_PER_USER: Write a whole number from 1 to 1000.',
      'GREETING_TEXT: Write 9 letters at most.',
      'GREETING_PASSWORD: It is too short.',
      'GREETING_PASSWORD: Take it away, or SMTP_URL.',
    ]);
    expect(problemsOf({ GREETING_PASSWORD: 'long enough' })).toEqual([]);
  });

  test('has variables told that look like its own', () => {
    const env = { GREETING_TXT: 'Ahoy', GREETING_COLOUR: 'red' };
    const said = 'is not a variable of this server and has no effect.';
    expect(loadConfig({ modules: all, env }).unknownVariables).toEqual([
      `GREETING_TXT ${said} Did you mean GREETING_TEXT?`,
      `GREETING_COLOUR ${said} Similar variables: GREETING_TEXT, GREETING_PASSWORD.`,
    ]);
    expect(loadConfig({ modules, env }).unknownVariables).toEqual([]);
  });

  test.each(['PORT', 'SMTP_URL'])('has no variable %s, which is there already', (name) => {
    const variables = { [name]: z.string().optional().meta({ description: 'mine' }) };
    const other = defineModule({ name: 'other', config: defineConfig({ variables, read: () => ({}) }) });
    expect(() => loadConfig({ modules: [...modules, other], env: {} })).toThrow(
      new TypeError(`The variable ${name} of the module "other" is already defined.`),
    );
  });
});

describe('a server with a module of your own', () => {
  let server: Server | undefined;
  let place: TestPlace;
  afterEach(async () => {
    await server?.close();
    await place.remove();
  });

  test('reads its variables by itself, and gives it its hook', async () => {
    place = await createTestPlace('SQLite');
    const env = { PORT: '0', DATA_DIR: place.dataDir, MASTER_KEY: masterKey(7), TOKEN_ALGORITHM: 'ES256' };
    const greeted: string[] = [];
    server = createServer({
      modules: all,
      config: loadConfig({ modules: all, env: { ...env, GREETING_TEXT: 'Ahoy' } }),
      log: pino({ level: 'silent' }),
      announce: () => {},
      onGreeting: (text) => greeted.push(text),
    });
    await server.listen();
    expect(greeted).toEqual(['Ahoy']);
  });
});

const HEAD = `import { defineConfig, defineModule, createServer, loadConfig, modules } from 'portcullis'; import { z } from 'zod';
declare module 'portcullis' {
  interface Config { readonly doors: { readonly count: number } }
  interface Hooks { readonly onDoor?: (count: number) => void }
}
export const variables = { DOORS: z.string().transform(Number).meta({ description: 'how many' }) };`;

const GOOD = [
  'defineModule({ name: "a", config: defineConfig({ variables, read: (env) => ({ doors: { count: env.DOORS } }) }) });',
  'loadConfig({ modules }).doors.count.toFixed();',
  'createServer({ modules, onDoor: (count) => count.toFixed() });',
  'defineModule({ name: "a", start: async ({ hooks, config }) => { hooks.onDoor?.(config.doors.count); return undefined; } });',
];
const BAD: readonly (readonly [string, RegExp])[] = [
  [
    'defineModule({ name: "a", config: defineConfig({ variables, read: () => ({ doors: { count: "1" } }) }) });',
    /'string' is not assignable to type 'number'/,
  ],
  ['defineConfig({ variables, read: (env) => ({ doors: { count: env.DORS } }) });', /'DORS' does not exist/],
  ['loadConfig({ modules }).dors;', /'dors' does not exist/],
  ['createServer({ modules, onDor: (count: number) => count.toFixed() });', /'onDor' does not exist/],
];

test('the types of a module of your own are known', () => {
  const text = [HEAD, ...GOOD, ...BAD.map(([line]) => line)].join('\n');
  expect(typeErrorsOf([{ language: 'ts', line: 1, text }])).toEqual(
    BAD.map(([, problem]) => expect.stringMatching(problem)),
  );
}, 120_000);
