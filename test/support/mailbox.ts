import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestPlace } from './databases.js';
import { noteSecret } from './leaks.js';
import { withDatabase } from './with-database.js';

/** A mail as somebody reads it. */
export interface ReadMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const PATIENCE_MILLISECONDS = 20_000;

/** The mails that a server at this place has written to files, the oldest first. */
export function readMails({ dataDir }: Pick<TestPlace, 'dataDir'>): readonly ReadMail[] {
  const directory = join(dataDir, 'mail');
  return readNames(directory).map((name) => {
    const [head = '', ...text] = readFileSync(join(directory, name), 'utf8').split('\n\n');
    const [, to = '', subject = ''] = /^To: (.*)\nSubject: (.*)$/.exec(head) ?? [];
    return { to, subject, text: text.join('\n\n') };
  });
}

/** The mails to this address once there are as many as that; fewer if they do not come. */
export async function awaitMails(
  place: Pick<TestPlace, 'dataDir'>,
  to: string,
  count = 1,
): Promise<readonly ReadMail[]> {
  const mails = () => readMails(place).filter((mail) => mail.to === to);
  await until(() => mails().length >= count);
  return mails();
}

/** Waits until no mail is to be made or sent: what was asked for so far has come by then, or does not come. */
export async function settleMails(place: Pick<TestPlace, 'dataDir' | 'url'>): Promise<void> {
  await withDatabase(place, async ({ query }) => {
    const open = query.selectFrom('mails').select('kind').where('state', 'in', ['WAITING', 'QUEUED', 'SENDING']);
    const deadline = performance.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const left = await open.execute();
      if (left.length === 0) return;
      if (performance.now() > deadline) throw new Error(`Mails still wait: ${left.map(({ kind }) => kind).join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

/** The token of the newest of so many mails to this address. */
export async function awaitToken(place: Pick<TestPlace, 'dataDir'>, to: string, count = 1): Promise<string> {
  const mails = await awaitMails(place, to, count);
  if (mails.length !== count) throw new Error(`${mails.length} mails have come to ${to}, not ${count}.`);
  return tokenIn(mails.at(-1)?.text ?? '');
}

/** The token of the link in a text. */
export function tokenIn(text: string): string {
  const token = /#token=([\w-]+)$/m.exec(text)?.[1];
  if (token === undefined) throw new Error('There is no link with a token.');
  noteSecret('the token of a mail', token);
  return token;
}

/** Waits for what happens in the background; returns when it has, or after some seconds without it. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  while (!condition() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}

function readNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.txt') && !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}
