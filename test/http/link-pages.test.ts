import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { awaitMails } from '../support/mailbox.js';
import { ADMIN, PASSWORD, startServer, type TestServer } from '../support/server.js';

const NEW_PASSWORD = 'another good password';
const PATHS = ['/reset-password', '/verify-email'];

let place: TestPlace;
let server: TestServer;
beforeAll(async () => {
  place = await createTestPlace('SQLite');
  server = await startServer({ place, env: { PUBLIC_URL: '', EMAIL_VERIFICATION: 'required' } });
});
afterAll(async () => {
  await server.close();
  await place.remove();
});

/** The link in the one mail to this address. */
async function linkTo(address: string): Promise<URL> {
  const [mail] = await awaitMails(place, address);
  return new URL(/^http\S+$/m.exec(mail?.text ?? '')?.[0] ?? '');
}

/** Opens a link as a browser does, in which the password is entered: what the page sends, says, and leaves in its address. */
async function follow(link: URL, password: string) {
  const html = await (await fetch(link)).text();
  const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? '';
  const attribute = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(html)?.[1];
  const sent: { readonly url: string; readonly body: unknown }[] = [];
  const output = { textContent: '' };
  let submit: (event: { preventDefault(): void }) => Promise<void> = async () => {};
  const form = {
    dataset: { mutation: attribute('data-mutation'), done: attribute('data-done') },
    elements: { password: { value: password } },
    addEventListener: (_type: string, listener: typeof submit) => {
      submit = listener;
    },
  };
  let address = link.href;
  runInNewContext(script, {
    document: { querySelector: (name: string) => (name === 'form' ? form : output) },
    location: link,
    history: {
      replaceState: (_state: unknown, _title: string, path: string) => {
        address = new URL(path, link).href;
      },
    },
    URLSearchParams,
    fetch: (path: string, init: { readonly body: string }) => {
      const url = new URL(path, link).href;
      sent.push({ url, body: init.body });
      return fetch(url, init);
    },
  });
  await submit({ preventDefault: () => {} });
  return { said: output.textContent, sent, address };
}

describe('in development, the link of a mail', () => {
  test('makes the account that was registered, with its password alone', async () => {
    const email = 'ada@example.com';
    await server.request('mutation ($input: RegisterInput!) { register(input: $input) { status } }', {
      variables: { input: { email, password: PASSWORD } },
    });
    const link = await linkTo(email);
    expect((await follow(link, 'not the password')).said).toBe('This is not the password that belongs to this link.');
    expect((await follow(link, PASSWORD)).said).toBe('The address is verified. Sign in with this password.');
    expect(await server.login(email, PASSWORD)).toMatchObject({ accessToken: expect.any(String) });
  });

  test('chooses a new password, once; its token goes to the API and nowhere else', async () => {
    await server.request(`mutation { requestPasswordReset(email: "${ADMIN.email}") }`);
    const link = await linkTo(ADMIN.email);
    const { said, sent, address } = await follow(link, NEW_PASSWORD);
    expect(said).toBe('The password has been changed. Sign in with it.');
    expect(sent).toEqual([{ url: `${link.origin}/graphql`, body: expect.stringContaining(link.hash.slice(7)) }]);
    expect(address).toBe(`${link.origin}/reset-password`);
    expect(await server.login(ADMIN.email, NEW_PASSWORD)).toMatchObject({ accessToken: expect.any(String) });
    expect((await follow(link, PASSWORD)).said).not.toBe('The password has been changed. Sign in with it.');
  });
});

test.each(PATHS)(
  'the page at %s loads nothing, runs what it was built with, and is in no cache and no frame',
  async (path) => {
    const response = await fetch(new URL(path, server.url));
    const html = await response.text();
    const hashOf = (name: string) => {
      const text = new RegExp(`<${name}>([\\s\\S]*)</${name}>`).exec(html)?.[1] ?? '';
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    };
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src ${hashOf('script')}; style-src ${hashOf('style')}; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(html).not.toMatch(/\b(src|href)=|https?:/);
    expect((await fetch(new URL(path, server.url), { method: 'POST' })).status).toBe(405);
  },
);

describe('in production', () => {
  const SMTP = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'x@example.com' };
  const PUBLIC_URL = 'https://api.example.com';
  const warning =
    'APP_URL is https://api.example.com, the address of this server, which has no pages in production, so the links in mails lead to a 404. Set it to the address where your pages /reset-password and /verify-email are.';
  test.each<[string, Record<string, string>, readonly string[]]>([
    ['APP_URL is not set', SMTP, [warning]],
    ['APP_URL is PUBLIC_URL', { ...SMTP, APP_URL: `${PUBLIC_URL}/` }, [warning]],
    ['APP_URL is of an app', { ...SMTP, APP_URL: 'https://app.example.com' }, []],
    ['no mail is sent', {}, []],
  ])('there is no such page, and the start says what follows: %s', async (_what, env, told) => {
    const production = await startServer({ env: { NODE_ENV: 'production', HOST: '127.0.0.1', PUBLIC_URL, ...env } });
    for (const path of PATHS) expect((await fetch(new URL(path, production.url))).status).toBe(404);
    expect(production.logged.map(({ msg }) => msg).filter((msg) => String(msg).startsWith('APP_URL'))).toEqual(told);
    await production.close();
  });
});
