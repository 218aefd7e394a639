import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as client from '../../src/client/index.js';
import { ADMIN } from '../support/server.js';
import { createWorld, TTL } from './world.js';

/** Those that the client sends by itself, as the page of the client lists them. */
const { ChangePasswordDocument, LoginDocument, LogoutDocument, MeDocument, RefreshDocument, RegisterDocument } = client;
const DOCUMENTS = [
  ChangePasswordDocument,
  LoginDocument,
  LogoutDocument,
  MeDocument,
  RefreshDocument,
  RegisterDocument,
];
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

test('a client works on a server that runs nothing but its documents', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-trusted-'));
  const file = join(folder, 'manifest.json');
  const texts = DOCUMENTS.map(client.documentText);
  writeFileSync(file, JSON.stringify(Object.fromEntries(texts.map((text) => [hashOf(text), text]))));
  const world = await createWorld({ env: { TRUSTED_DOCUMENTS: file } });
  try {
    const own = world.connect();
    await own.register({ email: 'trusted@example.com', password: 'correct horse battery' });
    await own.changePassword({ currentPassword: 'correct horse battery', newPassword: 'correct horse staple' });
    world.pass(TTL);
    expect(await own.me()).toMatchObject({ email: 'trusted@example.com' });
    expect(await own.logout()).toBe(true);
    await own.login(ADMIN);
    const byId = await own.execute({ documentId: hashOf(client.documentText(MeDocument)) });
    expect(byId.data).toMatchObject({ me: { email: ADMIN.email } });
    await expect(own.execute({ query: '{ me { email } }' })).resolves.toMatchObject({
      errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
    });
  } finally {
    await world.close();
    rmSync(folder, { recursive: true });
  }
});
