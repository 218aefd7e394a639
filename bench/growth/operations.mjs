import { dataOf, openClient } from './client.mjs';
import { median, round } from './numbers.mjs';
import { createPlace } from './places.mjs';
import { accessTokenOf } from './requests.mjs';
import { seed } from './seed.mjs';
import { environmentOf, startServer } from './server.mjs';

const CLIENTS = 8;
const TENTHS = 10;

/** What is kept of operations that differ from one another, each asked twice: once at first, once as one that is known. */
export async function operations({ quick }) {
  const count = quick ? 20_000 : 100_000;
  const place = await createPlace('sqlite');
  try {
    await (await startServer(environmentOf(place))).stop();
    await seed(place, CLIENTS);
    const server = await startServer(environmentOf(place));
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => openClient(server.port)));
    const viewers = await Promise.all(clients.map((client, index) => accessTokenOf(client, index)));
    const askAll = (first, end) =>
      Promise.all(
        clients.map(async (client, index) => {
          for (let number = first + index; number < end; number += CLIENTS) {
            // Every other one is asked by nobody: what is compiled for a viewer is compiled for him, too.
            const token = number % 2 === 0 ? viewers[index] : undefined;
            for (const _twice of [1, 2]) check(await client.send(operation(number), token), token);
          }
        }),
      );
    const samples = [await server.ask('memory')];
    for (let tenth = 0; tenth < TENTHS; tenth += 1) {
      await askAll((tenth * count) / TENTHS, ((tenth + 1) * count) / TENTHS);
      samples.push(await server.ask('memory'));
    }
    for (const client of clients) client.close();
    await server.stop();
    const [before, ...tenths] = samples;
    // What is compiled grows to its bound and begins again, so one sample says little.
    const heap = (from, to) => median(tenths.slice(from, to).map(({ heapUsed }) => heapUsed)) - before.heapUsed;
    return [
      {
        name: `MB of heap after ${count.toLocaleString('en')} operations, last half above first half`,
        figure: round((heap(TENTHS / 2) - heap(0, TENTHS / 2)) / 1e6, 1),
        bar: 10,
        more: {
          tenths: tenths.map(({ heapUsed }) => round((heapUsed - before.heapUsed) / 1e6, 0)).join(' '),
          resident: round(tenths.at(-1).rss / 1e6, 0),
        },
      },
    ];
  } finally {
    await place.remove();
  }
}

/** Other names, and another order, each time. */
function operation(number) {
  const fields = ['id', 'name', 'email', 'roles', 'createdAt'];
  const first = number % fields.length;
  const selected = [...fields.slice(first), ...fields.slice(0, first)].map((field) => `${field}${number}: ${field}`);
  return JSON.stringify({
    query: `query Q${number}($with: Boolean = true) { ...F${number} __typename }
      fragment F${number} on Query { me { ${selected.join(' ')} again: id @include(if: $with) } }`,
    variables: { with: number % 3 === 0 },
  });
}

function check(answer, token) {
  if (token ? dataOf(answer).me : answer.body.includes('TOKEN_MISSING')) return;
  throw new Error(`This was not expected: ${answer.body}`);
}
