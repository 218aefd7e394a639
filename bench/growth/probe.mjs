// Loaded into the server with --import: answers over the IPC channel what only the process itself can know.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

// At most this much is added to a delay by the measuring itself.
const delay = monitorEventLoopDelay({ resolution: 1 });

const answers = {
  usage: () => ({ cpu: process.cpuUsage(), memory: process.memoryUsage(), uptime: performance.now() }),
  /** After a collection of garbage. */
  memory: () => {
    for (let times = 0; times < 4; times += 1) globalThis.gc?.();
    return process.memoryUsage();
  },
  delayStart: () => {
    delay.reset();
    delay.enable();
    return null;
  },
  delayStop: () => {
    delay.disable();
    const ms = (nanoseconds) => nanoseconds / 1e6;
    return { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max), count: delay.count };
  },
};

process.on('message', ({ id, ask }) => process.send?.({ id, answer: answers[ask]() }));
process.channel?.unref();
// Whoever measures may be stopped; then nothing goes on.
process.once('disconnect', () => process.exit());
