import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** What was written to standard input, without the line end. */
export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

/** A secret: asked for on a terminal, where it is not shown, else read from standard input. */
export async function readSecret(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) return readStandardInput();
  process.stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
