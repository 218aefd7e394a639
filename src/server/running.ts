import { StartupError } from '../errors.js';
import type { Log } from '../module/index.js';
import { stopAll } from '../toolkit/stop-all.js';
import type { ServerConfig } from './config/config.js';
import { headerBytesFor } from './config/header-bytes.js';
import { transportProblems } from './config/transport.js';
import { unavailableAnswer } from './http/answer.js';
import type { AnswerRequest } from './http/answer-request.js';
import { type KeptCertificate, keepCertificate, readCertificate } from './http/certificate.js';
import { createIsSecure } from './http/client-protocol.js';
import { createConnectionLimit } from './http/connection-limit.js';
import { readGivenBody } from './http/given-body.js';
import type { ListenTarget } from './http/listen-problem.js';
import { createListener } from './http/listener.js';
import { readJsonBody } from './http/read-body.js';
import { reservePort, withPort } from './http/reserve-port.js';
import type { TellViewer } from './http/told-viewer.js';
import { createUnreadableRequests } from './http/unreadable-requests.js';
import { createWriteAnswer } from './http/write-answer.js';
import { createWriteHead } from './http/write-head.js';
import { logWriteFailure } from './log.js';
import type { LogParts } from './log-parts.js';
import type { OpenServer } from './open-server.js';

/** A server that takes requests. */
export interface Running {
  readonly logs: LogParts;
  /** How its log names a viewer. */
  readonly tellViewer: TellViewer;
  /** How many requests are being answered. */
  inFlight(): number;
  /** Answers what another server took. */
  readonly answerGiven: AnswerRequest;
  /** Reads and opens again what was given as files: the TLS certificate, if there is one, and the file of `ACCESS_LOG`. */
  reload(): Promise<void>;
  /** Takes no more connections, if it took some; resolves when the answers are out. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export interface Listening extends Running {
  readonly port: number;
}

export interface RunOptions {
  readonly config: ServerConfig;
  readonly open: (config: ServerConfig) => Promise<OpenServer>;
  /** True once no more requests are taken. */
  readonly isDraining: () => boolean;
}

/** Without a port: requests come from another server. */
export async function runEmbedded({ config, open, isDraining }: RunOptions): Promise<Running> {
  const opened = await open(config);
  return { ...running(opened, { config, isDraining }), drain: async () => {}, reload: async () => opened.reopen() };
}

/** On a port. */
export async function runListening(options: RunOptions): Promise<Listening> {
  const { config } = options;
  const problems = transportProblems(config);
  if (problems.length > 0) throw new StartupError(problems);
  // It is read again once there is a log to tell of it; what is wrong with it stops the start before anything is opened.
  if (config.tls) await readCertificate(config.tls);
  // Tokens and mails tell the port, and are made before there is a server on it.
  const reserved = config.port === 0 ? await reservePort(config.host) : undefined;
  if (!reserved) return listenOn(config.port, options);
  try {
    return await listenOn(reserved.socket, { ...options, config: withPort(config, reserved.port) });
  } catch (error) {
    reserved.socket.close();
    throw error;
  }
}

async function listenOn(target: ListenTarget, options: RunOptions): Promise<Listening> {
  const { config, open, isDraining } = options;
  const opened = await open(config);
  const { logs, requests, clock } = opened;
  const log = logs.of('http');
  const { trustedProxies, strictTransport } = config;
  const limit = connectionLimit(config, log);
  const unreadable = createUnreadableRequests(log, opened.randomBytes);
  const maxHeaderBytes = headerBytesFor(config.trustedIssuers);
  if (maxHeaderBytes !== undefined)
    log.info({ maxHeaderBytes }, 'headers may be larger than usual, because of an issuer with maxBytes');
  let certificate: KeptCertificate | undefined;
  const stop = () => stopAll([() => certificate?.stop(), limit.stop, unreadable.stop, opened.stop]);
  try {
    certificate = config.tls && (await keepCertificate({ files: config.tls, log, clock }));
    const listener = createListener({
      answerRequest: requests.observe(opened.answererOf({ readBody: readJsonBody, isDraining })),
      write: createWriteAnswer({
        writeHead: createWriteHead({ isSecure: createIsSecure(trustedProxies), strictTransport }),
        onFailure: (error) => logWriteFailure(log, error),
      }),
      onConnection: limit.onConnection,
      tellUnreadable: unreadable.tell,
      times: config,
      maxHeaderBytes,
      certificate: certificate?.current(),
    });
    certificate?.follow(listener.renew);
    opened.metrics.gauge(
      { name: 'portcullis_http_connections', help: 'Open connections of clients.' },
      listener.connectionCount,
    );
    const port = await listener.listen(target, config.host);
    const reload = async () => {
      if (!certificate && config.accessLog?.file === undefined) log.info('there is no file to reload or reopen');
      opened.reopen();
      await certificate?.reload();
    };
    return { ...running(opened, options), stop, drain: listener.drain, port, reload };
  } catch (error) {
    await stop();
    throw error;
  }
}

function running(
  { logs, tellViewer, requests, answererOf, catchUp, stop }: OpenServer,
  { config, isDraining }: Pick<RunOptions, 'config' | 'isDraining'>,
): Omit<Running, 'drain' | 'reload'> {
  // As long as those of our own connections have.
  const maxMilliseconds = config.requestTimeoutSeconds * 1000;
  const answerRequest = answererOf({
    readBody: (request, limits) => readGivenBody(request, { ...limits, maxMilliseconds }),
    isDraining,
  });
  const answerGiven = requests.observe(async (request) => ((await catchUp()) ? answerRequest(request) : OUT_OF_REACH));
  return { logs, tellViewer, inFlight: requests.inFlight, stop, answerGiven };
}

function connectionLimit({ connectionsPerAddress: max, trustedProxies: proxies }: ServerConfig, log: Log) {
  return createConnectionLimit({
    max,
    proxies,
    onRefused: (ipAddress) =>
      log.warn({ ipAddress }, 'an address has CONNECTIONS_PER_ADDRESS connections, so further ones are closed'),
    onLeftOut: (connections) => log.warn({ connections }, 'more connections were closed than were logged'),
  });
}

const OUT_OF_REACH = unavailableAnswer('Cannot read at the moment what other instances revoked.');
