// A process of its own: password hashes and nothing else. Driven over IPC, answered by milliseconds.
import { verify } from '@node-rs/argon2';
import { hammer } from './client.mjs';

const [, , passwordHash] = process.argv;
process.on('message', async ({ parallel, count, password }) => {
  process.send(await hammer(parallel, count, () => verify(passwordHash, password)));
});
process.send('ready');
