import { afterEach, describe, expect, test } from '@jest/globals';
import { createSmtpTransport, type SmtpOptions } from '../../../src/modules/mail/smtp-transport.js';
import { type SmtpServer, type SmtpServerOptions, startSmtpServer } from '../../support/smtp-server.js';

const servers: SmtpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function setUp(serverOptions: SmtpServerOptions = {}, options: Partial<SmtpOptions> = {}) {
  const server = await startSmtpServer(serverOptions);
  servers.push(server);
  const from = { name: 'Acme, Inc.', address: 'no-reply@example.com' };
  const { port } = server;
  const send = createSmtpTransport({
    host: '127.0.0.1',
    port,
    isSecure: false,
    credentials: undefined,
    from,
    ...options,
  });
  return { server, send };
}

const signal = () => new AbortController().signal;
const mail = { to: 'ann@example.com', subject: 'Grüße', text: `https://app.example.com/#token=${'x'.repeat(80)}\nÜ\n` };

describe('a mail by SMTP', () => {
  test('arrives as it was, at one address, from ours', async () => {
    const { server, send } = await setUp();
    await send(mail, signal());
    expect(server.mails).toEqual([
      expect.objectContaining({ from: 'no-reply@example.com', recipients: ['ann@example.com'], text: mail.text }),
    ]);
    const [{ headers = '', to } = {}] = server.mails;
    expect(to).toBe('ann@example.com');
    expect(headers).toMatch(/^From: "Acme, Inc\." <no-reply@example\.com>$/m);
    expect(headers).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(headers).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(headers).toMatch(/^Content-Type: text\/plain; charset=utf-8$/m);
  });

  test.each([
    'a@example.com, b@example.com',
    'a@example.com\r\nRCPT TO:<b@example.com>',
    '"x" <b@example.com>, c@d.de',
  ])('to %j goes to nobody else', async (to) => {
    const { server, send } = await setUp();
    await send({ ...mail, to }, signal()).catch(() => {});
    expect(server.mails.flatMap(({ recipients }) => recipients)).not.toContain('b@example.com');
    expect(server.commands.filter((line) => line.startsWith('RCPT')).length).toBeLessThanOrEqual(1);
    expect(server.commands.join('\n')).not.toMatch(/^RCPT TO:<(b@example\.com|c@d\.de)>/m);
  });

  test('that is refused is a failure with the code of the answer', async () => {
    const { send } = await setUp({ answer: () => '550 no' });
    await expect(send(mail, signal())).rejects.toMatchObject({ responseCode: 550 });
  });

  test('to a port where nobody listens is a failure', async () => {
    const { server, send } = await setUp();
    await server.close();
    await expect(send(mail, signal())).rejects.toMatchObject({ message: expect.stringMatching(/ECONNREFUSED/) });
  });

  test('to a server that says nothing ends with its signal', async () => {
    const { server, send } = await setUp({ hangs: true });
    const controller = new AbortController();
    const sending = send(mail, controller.signal);
    setTimeout(() => controller.abort(), 50);
    await expect(sending).rejects.toMatchObject({ code: 'EABORT' });
    expect(server.connections()).toBe(1);
  });

  test('is sent with a password where there is one, on this machine', async () => {
    const credentials = { user: 'ann', password: 'hush' };
    const { server, send } = await setUp({ takesPasswords: true }, { credentials });
    await send(mail, signal());
    expect(server.mails).toHaveLength(1);
    const plain = Buffer.from('\u0000ann\u0000hush').toString('base64');
    expect(server.commands).toContainEqual(`AUTH PLAIN ${plain}`);
  });

  test('says no password to another machine without TLS, even if it offers none', async () => {
    const credentials = { user: 'ann', password: 'hush' };
    // A name of this machine that does not tell so.
    const { server, send } = await setUp({ takesPasswords: true }, { credentials, host: '0.0.0.0' });
    await expect(send(mail, signal())).rejects.toMatchObject({ code: 'ETLS' });
    expect(server.mails).toEqual([]);
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toEqual([]);
  });
});
