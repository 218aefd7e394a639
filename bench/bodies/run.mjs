// npm run build && node bench/bodies/run.mjs [part of a name …]
// What each of these bodies costs a server as production has it: CPU, once it is warm, of the first and of the second time.
import { bodies } from './bodies.mjs';
import { startMeasuredServer } from './measured-server.mjs';

const BAR_MILLISECONDS = 300;
const WARMING = 100;

const { costOf, stop } = await startMeasuredServer();
const wanted = process.argv.slice(2);
for (let round = 0; round < WARMING; round += 1) await costOf(bodies.honest);
let dear = 0;
for (const [name, body] of Object.entries(bodies)) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  const costs = [await costOf(body), await costOf(body)];
  const isDear = costs.some(({ milliseconds }) => milliseconds > BAR_MILLISECONDS);
  if (isDear) dear += 1;
  const [{ status, text }] = costs;
  const figures = costs.map(({ milliseconds }) => String(Math.round(milliseconds)).padStart(6)).join('');
  const answer = `${status} ${String(text.length).padStart(9)} B`;
  const told = text.slice(0, 110).replaceAll(/\s+/g, ' ');
  process.stdout.write(`${isDear ? '!' : ' '}${figures} ms  ${answer}  ${name.padEnd(42)} ${told}\n`);
}
process.stdout.write(`${dear} above ${BAR_MILLISECONDS} ms\n`);
await stop();
process.exitCode = dear > 0 ? 1 : 0;
