import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { modules } from '../../src/modules.js';
import { listVariables, loadConfig } from '../../src/server/config/config.js';
import { runCliHere } from '../support/cli-here.js';
import { masterKey } from '../support/master-key.js';
import { runCli } from '../support/process.js';

const SECRETS = {
  MASTER_KEY: masterKey(7),
  TOKEN_ALGORITHM: 'HS256',
  TOKEN_SECRET: 'hush: a secret of 48 bytes 0123456789 abcdefghijk',
  DATABASE_URL: 'postgres://ann:hush@h/n',
  SMTP_URL: 'smtps://ann:hush@h',
  MAIL_FROM: 'hush@example.com',
  ADMIN_EMAIL: 'hush@example.com',
  ADMIN_PASSWORD: 'hush, a good password',
};

const show = async (args: readonly string[], env = {}, run = runCliHere) => {
  const { code, stdout, stderr } = await run(['config', ...args], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

describe('portcullis config', () => {
  let text: string;
  let json: string;
  let markdown: string;
  beforeAll(async () => {
    const built = (args: readonly string[]) => show(args, {}, runCli);
    [text, json, markdown] = [await built([]), await built(['--json']), await built(['--markdown'])];
  });

  test('lists every variable with its default, what it is for, and its module', () => {
    const listed = JSON.parse(json);
    const of = (name: string) => listed.find((variable: { name: string }) => variable.name === name);
    expect(of('PORT')).toMatchObject({ module: null, default: '4000', isRequired: false });
    expect(of('PUBLIC_URL')).toMatchObject({ module: null, default: 'http://localhost:PORT' });
    expect(of('SMTP_URL')).toMatchObject({ module: 'mail', default: null });
    expect(of('SESSIONS_PER_USER')).toEqual({
      module: 'sessions',
      name: 'SESSIONS_PER_USER',
      default: '10',
      isRequired: false,
      description: '1 to 1000: the maximum number of sessions per user; a further one ends the least recently used',
    });
    expect(listed).toHaveLength(listVariables(modules).length);

    expect(text).toContain('\nThe module sessions\n\n  ACCESS_TOKEN_TTL_SECONDS (default: 600)\n      1 to 3600');
    for (const { name, description } of listed) {
      expect(text).toContain(`  ${name}`);
      expect(text).toContain(`      ${description}
`);
    }
  });

  test('tells the defaults that count', () => {
    const listed: { name: string; default: string | null }[] = JSON.parse(json);
    const plain = listed.filter(({ default: text }) => text !== null && !/[A-Z]{3}_|;|PORT/.test(text));
    expect(plain.length).toBeGreaterThan(12);
    const env = Object.fromEntries(plain.map(({ name, default: text }) => [name, text ?? '']));
    expect(loadConfig({ modules, env })).toEqual(loadConfig({ modules, env: {} }));
  });

  test('needs nothing to be right, and shows no value', async () => {
    const env = { ...SECRETS, PORT: 'many' };
    const shown = [await show([], env), await show(['--json'], env), await show(['--markdown'], env)];
    expect(shown).toEqual([text, json, markdown]);
    expect(shown.join('')).not.toContain('hush');
  });

  test('is what docs/configuration.md says; if not, run: npm run configuration', () => {
    expect(readFileSync('docs/configuration.md', 'utf8')).toBe(markdown);
  });
});
