import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { modules } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { openRuntime } from '../../src/server/runtime.js';
import { requestEmailVerification, requestPasswordReset, resetPassword } from '../support/account-operations.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { NOBODY } from '../support/instance.js';
import { awaitMails, readMails, tokenIn, until } from '../support/mailbox.js';
import { expectAnswer, expectError, login, register } from '../support/operations.js';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { ADMIN, MASTER_KEY, PASSWORD, startServer, type TestServer } from '../support/server.js';
import { type SmtpServer, type SmtpServerOptions, startSmtpServer } from '../support/smtp-server.js';

const EMAIL = 'ada@example.com';

describeEachDatabase('mail', (engine) => {
  const started: { close(): Promise<void> }[] = [];
  let place: TestPlace | undefined;

  afterEach(async () => {
    // The server last: what hangs in it is let go by then.
    for (const each of started.splice(0).reverse()) await each.close();
    await place?.remove();
    place = undefined;
  });

  const start = async (env: Record<string, string> = {}): Promise<{ server: TestServer; place: TestPlace }> => {
    place ??= await createTestPlace(engine);
    const server = await startServer({ place, env });
    started.push(server);
    return { server, place };
  };
  const startWithSmtp = async (options: SmtpServerOptions = {}, env: Record<string, string> = {}) => {
    const smtp = await startSmtpServer(options);
    const SMTP_URL = `smtp://127.0.0.1:${smtp.port}`;
    const { server, place } = await start({ SMTP_URL, MAIL_FROM: 'Acme <no-reply@example.com>', ...env });
    started.push(smtp);
    return { smtp, server, place };
  };
  const request = async (server: TestServer, email = EMAIL) =>
    expect(expectAnswer(await requestPasswordReset(server, email), 'requestPasswordReset')).toBe(true);
  const mailOf = async (smtp: SmtpServer) => {
    await until(() => smtp.mails.length > 0);
    return smtp.mails[0];
  };

  describe('by SMTP', () => {
    test('arrives at the user, from MAIL_FROM, and its token works', async () => {
      const { smtp, server, place } = await startWithSmtp();
      await server.register(EMAIL);
      await request(server);
      const mail = await mailOf(smtp);
      expect(mail).toMatchObject({
        from: 'no-reply@example.com',
        recipients: [EMAIL],
        to: EMAIL,
        subject: 'Choose a new password',
      });
      expect(mail?.headers).toMatch(/^From: Acme <no-reply@example\.com>$/m);
      const token = tokenIn(mail?.text ?? '');
      expect(expectAnswer(await resetPassword(server, token, 'another password'), 'resetPassword')).toBe(true);
      expectAnswer(await login(server, EMAIL, 'another password'), 'login');
      expect(readMails(place)).toEqual([]);
      expect(JSON.stringify(server.logged)).not.toContain(token);
    });

    test('goes to nobody for an address that nobody has', async () => {
      const { smtp, server } = await startWithSmtp();
      await server.register(EMAIL);
      await request(server, 'nobody@example.com');
      await request(server);
      await mailOf(smtp);
      expect(smtp.mails.map(({ to }) => to)).toEqual([EMAIL]);
      expect(smtp.connections()).toBe(1);
    });

    test('through a server that hangs keeps no answer waiting', async () => {
      const { smtp, server } = await startWithSmtp({ hangs: true }, { EMAIL_VERIFICATION: 'required' });
      for (let i = 0; i < 10; i += 1) {
        expectAnswer(await register(server, { email: `ada-${i}@example.com`, password: PASSWORD }), 'register');
        await request(server, `ada-${i}@example.com`);
      }
      await until(() => smtp.connections() > 0);
      // All that may be sent at once is stuck by now, and nothing else is.
      expectAnswer(await login(server, ADMIN.email, ADMIN.password), 'login');
      await request(server, 'ada-1@example.com');
      expect(smtp.mails).toEqual([]);
      expect(server.logged.filter(({ level }) => Number(level) >= 40)).toEqual([]);
    });

    test('through a server that is down breaks no answer, and the log says so without the link', async () => {
      const { smtp, server } = await startWithSmtp();
      await server.register(EMAIL);
      await smtp.close();
      await request(server);
      await until(() => server.logged.some(({ code }) => code === 'ESOCKET'));
      const failures = server.logged.filter(({ level }) => Number(level) >= 40);
      expect(failures).toEqual([expect.objectContaining({ level: 40, code: 'ESOCKET', kind: 'password-reset' })]);
      expect(failures[0]?.message).toMatch(/ECONNREFUSED/);
      expect(JSON.stringify(server.logged)).not.toContain('#token=');
    });

    test('that is refused leaves nothing of it in the log, though the answer repeats it', async () => {
      const { smtp, server } = await startWithSmtp({ answer: () => '550 Spam: $TEXT' });
      await server.register(EMAIL);
      await request(server);
      const token = tokenIn((await mailOf(smtp))?.text ?? '');
      await until(() => server.logged.some(({ responseCode }) => responseCode === 550));
      expect(server.logged).toContainEqual(expect.objectContaining({ level: 50, code: 'EMESSAGE', responseCode: 550 }));
      expect(JSON.stringify(server.logged)).not.toContain(token);
    });

    test('that waits when the server ends is sent by the next one, once', async () => {
      const { smtp, server, place } = await startWithSmtp();
      await server.register(EMAIL);
      await server.close();
      const env = { SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: 'no-reply@example.com' };
      // What was never started sends nothing, as a server that ended before the mail's turn.
      const { deps, stop } = await openRuntime({
        modules,
        config: loadConfig({
          modules,
          env: { DATA_DIR: place.dataDir, DATABASE_URL: place.url, MASTER_KEY, ...env },
        }),
        log: pino({ level: 'silent' }),
      });
      await deps.services.accounts.requestPasswordReset(EMAIL, NOBODY);
      await stop();
      expect(smtp.mails).toEqual([]);
      await start(env);
      expect(await mailOf(smtp)).toMatchObject({ to: EMAIL });
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(smtp.mails).toHaveLength(1);
    });
  });

  describe('the link', () => {
    const hostile = 'evil.example.com';

    test('is of PUBLIC_URL, whatever the headers say', async () => {
      const { server, place } = await start();
      await server.register(EMAIL);
      const body = JSON.stringify({ query: `mutation { requestPasswordReset(email: "${EMAIL}") }` });
      const headers = ['x-forwarded-host', 'x-host', 'x-original-host', 'x-forwarded-server', 'origin', 'referer'];
      const lines = [...headers.map((name) => `${name}: https://${hostile}`), `forwarded: host=${hostile}`];
      const raw = rawPost(lines, body).replace('host: localhost', `host: ${hostile}`);
      expect(raw).toContain(`host: ${hostile}\r\n`);
      const response = await sendRaw(server.port, raw);
      expect(JSON.parse(response.body)).toEqual({ data: { requestPasswordReset: true } });
      const [mail] = await awaitMails(place, EMAIL);
      expect(mail?.text).toMatch(/^https:\/\/api\.example\.com\/reset-password#token=[\w-]{43}$/m);
      expect(mail?.text).not.toContain(hostile);
    });

    test('is of APP_URL, if that is set', async () => {
      const { server, place } = await start({ APP_URL: 'https://app.example.com/shop/' });
      const { accessToken } = await server.register(EMAIL);
      expectAnswer(await requestEmailVerification(server, accessToken), 'requestEmailVerification');
      const [mail] = await awaitMails(place, EMAIL);
      expect(mail?.text).toMatch(/^https:\/\/app\.example\.com\/shop\/verify-email#token=[\w-]{43}$/m);
      expect(mail?.text).not.toContain('api.example.com');
    });
  });

  test('in production without SMTP_URL is FORBIDDEN, for whomever, and nothing is written', async () => {
    const { server, place } = await start({ NODE_ENV: 'production', HOST: '127.0.0.1' });
    const { accessToken } = await server.register(EMAIL);
    for (const email of [EMAIL, 'nobody@example.com', 'no address']) {
      const response = await requestPasswordReset(server, email);
      expectError(response, 'requestPasswordReset', { code: 'FORBIDDEN' });
      expect(response.errors[0]?.message).toBe('Mail is not configured on this server.');
    }
    const response = await requestEmailVerification(server, accessToken);
    expectError(response, 'requestEmailVerification', { code: 'FORBIDDEN' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(existsSync(join(place.dataDir, 'mail'))).toBe(false);
  });
});
