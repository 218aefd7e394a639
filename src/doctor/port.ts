import { get } from 'node:http';
import { get as getSecurely } from 'node:https';
import { createServer } from 'node:net';
import type { Finding } from '../module/index.js';
import type { ServerConfig } from '../server/config/config.js';
import { listenProblem } from '../server/http/listen-problem.js';
import { originOf } from '../server/http/origin-of.js';
import { metricsListenProblem } from '../server/metrics/serve-metrics.js';
import { fromLine, ok } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

const ANSWER_MILLISECONDS = 2000;
const ALIVE = '{"status":"ok"}';

/** Whether the server could listen where it is to, or does so already. */
export const checkPort: SubjectCheck = async ({ config }) => {
  const { port, host } = config;
  const failure = await tryToListen(port, host);
  if (failure && (await isServerThere(config)))
    return [ok(`A Portcullis server is already listening on port ${port}.`)];
  const free = ok(port === 0 ? 'A free port is chosen at each start.' : `Port ${port} is free.`);
  const finding = failure ? fromLine('error', listenProblem(failure, { target: port, host })) : free;
  return [finding, ...(await checkMetricsPort(config))];
};

async function checkMetricsPort({ metrics }: ServerConfig): Promise<readonly Finding[]> {
  const failure = metrics && (await tryToListen(metrics.port, metrics.host));
  return failure ? [fromLine('error', metricsListenProblem(failure, metrics))] : [];
}

function tryToListen(port: number, host: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer((early) => early.destroy());
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** By its answer to `/healthz`. Whose its certificate is does not matter: nothing is sent that anybody may not see. */
function isServerThere(config: ServerConfig): Promise<boolean> {
  return new Promise((resolve) => {
    const url = `${originOf(config)}/healthz`;
    const options = { timeout: ANSWER_MILLISECONDS, rejectUnauthorized: false };
    const request = (config.tls ? getSecurely : get)(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.length > ALIVE.length) request.destroy();
      });
      response.on('end', () => resolve(text === ALIVE));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false)).on('close', () => resolve(false));
  });
}
