import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { type Client, type ClientOptions, createClient } from '../../src/client/index.js';
import { createWorld, type World } from '../client/world.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { ADMIN } from '../support/server.js';
import { typeErrorsOf } from './type-check.js';

test('the TypeScript of the page of the client is sound', () => {
  const blocks = readCodeBlocks('docs/client.md').filter(({ language }) => language !== 'sh');
  expect(blocks).toHaveLength(11);
  expect(typeErrorsOf(blocks)).toEqual([]);
}, 60_000);

test('the TypeScript of the page of testing is sound', () => {
  const blocks = readCodeBlocks('docs/testing.md');
  expect(blocks).toHaveLength(1);
  expect(typeErrorsOf(blocks)).toEqual([]);
}, 60_000);

describe('on a server that renders pages', () => {
  /** What a block of the page exports, with a client of this server. */
  function run<T>(part: string): T {
    const { text = '' } = readCodeBlocks('docs/client.md').find((block) => block.text.includes(part)) ?? {};
    const { outputText } = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
    const code = outputText.replace(/^import .*$/gm, '').replace(/^export (?=(?:async )?function)/gm, '');
    const names = [...code.matchAll(/^(?:async )?function (\w+)/gm)].map(([, name]) => name);
    const create = (options: ClientOptions) => createClient({ ...options, url: world.url, fetch: world.fetch });
    return new Function('createClient', `${code}; return { ${names.join()} };`)(create);
  }

  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  test('a loader with Request and Headers goes on with the session of its cookie', async () => {
    const { clientOf, loader } = run<{
      clientOf(request: Request, answer: Headers): Client;
      loader(given: { readonly request: Request }): Promise<Response>;
    }>('export async function loader');
    const headers = new Headers();
    await clientOf(new Request('https://app.example.com'), headers).login(ADMIN);
    const cookie = /^[^;]+/.exec(headers.get('set-cookie') ?? '')?.[0] ?? '';
    const ask = (sent: Record<string, string>) =>
      loader({ request: new Request('https://app.example.com', { headers: sent }) });
    expect(await (await ask({ cookie: `other=1; ${cookie}` })).json()).toMatchObject({ email: ADMIN.email });
    expect(await (await ask({ cookie: 'other=1' })).json()).toBeNull();
    expect(headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+/);
  });

  test('and so does a jar as Next.js has one', async () => {
    const { clientOf } = run<{ clientOf(jar: unknown): Client }>('next/headers');
    const kept = new Map<string, string>();
    const jar = () => ({
      get: (name: string) => (kept.has(name) ? { value: kept.get(name) } : undefined),
      set: (name: string, value: string) => kept.set(name, value),
    });
    await clientOf(jar()).login(ADMIN);
    expect(await clientOf(jar()).me()).toMatchObject({ email: ADMIN.email });
    kept.clear();
    expect(await clientOf(jar()).me()).toBeNull();
  });
});

test('it has every option, and every reason', () => {
  const text = readFileSync('docs/client.md', 'utf8');
  const source = readFileSync('src/client/client.ts', 'utf8');
  const [, options = ''] = /export interface ClientOptions \{([\s\S]*?)\n\}/.exec(source) ?? [];
  const names = [...options.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(7);
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  const reasons = readFileSync('src/client/auth-state.ts', 'utf8').matchAll(/'([A-Z_]+)'/g);
  for (const [, reason] of reasons) expect(text).toContain(`| \`${reason}\` |`);
});
