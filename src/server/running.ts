import type { Log } from '../module/index.js';
import { unavailableAnswer } from './answer.js';
import type { AnswerRequest } from './answer-request.js';
import type { ServerConfig } from './config.js';
import { readGivenBody } from './given-body.js';
import { createListener, type Listener, type ListenTarget } from './listener.js';
import type { OpenServer } from './open-server.js';
import { readJsonBody } from './read-body.js';
import { reservePort, withPort } from './reserve-port.js';
import { createWriteAnswer } from './write-answer.js';

/** A server that takes requests. */
export interface Running {
  readonly log: Log;
  /** Answers what another server took. */
  readonly answerGiven: AnswerRequest;
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
  return { ...running(opened, isDraining), drain: async () => {} };
}

/** On a port. */
export async function runListening(options: RunOptions): Promise<Listening> {
  const { config } = options;
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

async function listenOn(target: ListenTarget, { config, open, isDraining }: RunOptions): Promise<Listening> {
  const opened = await open(config);
  const listener: Listener = createListener(
    opened.answererOf({ readBody: readJsonBody, isDraining }),
    createWriteAnswer(),
  );
  try {
    const port = await listener.listen(target, config.host);
    return { ...running(opened, isDraining), drain: listener.drain, port };
  } catch (error) {
    await opened.stop();
    throw error;
  }
}

function running({ log, answererOf, catchUp, stop }: OpenServer, isDraining: () => boolean): Omit<Running, 'drain'> {
  const answerRequest = answererOf({ readBody: readGivenBody, isDraining });
  return { log, stop, answerGiven: async (request) => ((await catchUp()) ? answerRequest(request) : OUT_OF_REACH) };
}

const OUT_OF_REACH = unavailableAnswer('What was revoked elsewhere cannot be known now.');
