// The programs of a page, started in its folder and asked as its viewers.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { check, checkLater, ROOT, run, write } from '../folders.mjs';
import { startProgram } from '../programs.mjs';
import { asTold, requestsOf } from './page.mjs';

const SECRET = randomBytes(32);
const ENVIRONMENT = { JWT_SECRET: SECRET.toString('base64'), PORT: '0', NODE_ENV: 'production' };
const SAME = 'The same data';
const DIFFERENT = 'Where the data differ';

/** Writes the files of a page into a folder, and installs what it asks for. */
export function install(folder, { files }) {
  for (const [name, text] of files) write(folder, name, text);
  run(folder, ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund']);
}

/** A token of a viewer of the page; none for `nobody`. */
export function tokenOf({ viewers }, viewer) {
  const claims = viewers.get(viewer);
  return claims && jwt.sign(claims, SECRET, { algorithm: 'HS256', issuer: 'shop', expiresIn: '10m' });
}

/** Starts a program that says where it listens, for as long as `use` needs it: to ask it as a viewer, and read its output. */
export async function withServer(page, folder, file, use, env = {}) {
  const end = await startProgram(
    [process.execPath, file],
    { cwd: folder, env: { ...process.env, ...ENVIRONMENT, ...env } },
    (output) => /^Ready at /m.test(output),
  );
  const [, url] = /^Ready at (\S+)$/m.exec(end.output());
  const ask = async ({ viewer, operation }) => {
    const token = tokenOf(page, viewer);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query: operation }),
    });
    return response.json();
  };
  await use(ask, end.output).finally(() => end());
}

/** All requests of a page, in its order. */
export const allRequests = (page) => [SAME, DIFFERENT].flatMap((heading) => requestsOf(page, heading));

/** Asks what stands on the page for `before` or `after`, and compares. */
export async function answersAsTold(page, program, ask, requests = allRequests(page)) {
  for (const request of requests) {
    await checkLater(`${page.path}, ${program}: ${request.name}`, async () => {
      const told = request[program];
      assert.deepEqual(asTold(await ask(request), told), told);
    });
  }
}

/** The page says where the data are the same, and where they are not. */
export function comparesData(page) {
  check(`${page.path}: it says where the data of before and after are the same`, () => {
    for (const { name, before, after } of requestsOf(page, SAME)) assert.deepEqual(after.data, before.data, name);
    for (const { name, before, after } of requestsOf(page, DIFFERENT))
      assert.notDeepEqual(after.data, before.data, name);
  });
}

/** Runs the block of commands that has this part, by the CLI of this checkout: it prints the block after it. */
export function printsAsTold({ path, blocks }, folder, part) {
  check(`${path}: ${part} prints what it says`, () => {
    const index = blocks.findIndex(({ language, text }) => language === 'sh' && text.includes(part));
    const commands = blocks[index].text.replaceAll('npx portcullis', `${process.execPath} ${ROOT}dist/cli/index.js`);
    assert.equal(run(folder, ['bash', '-euc', commands]), blocks[index + 1].text);
  });
}
