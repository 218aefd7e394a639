import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionResult } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { AttackContext, Served } from './drivers.js';
import type { Events, SubscriptionRequest } from './subscribers.js';

interface RunningYoga {
  readonly url: string;
  stop(): Promise<void>;
}

const running = new Map<Served, Promise<RunningYoga>>();
const contexts = new Map<string, AttackContext>();

/** The context stays here, and its number goes in a header: a hostile viewer is not JSON. */
export async function followOnYoga(
  served: Served,
  request: SubscriptionRequest,
  context: AttackContext,
): Promise<Events> {
  const server = running.get(served) ?? startYoga(served);
  running.set(served, server);
  const { url } = await server;
  const id = randomUUID();
  contexts.set(id, context);
  const stop = new AbortController();
  const { body } = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-context': id },
    body: JSON.stringify(request),
    signal: stop.signal,
  });
  if (!body) throw new Error('GraphQL Yoga gave no events.');
  return eventsIn(body, stop);
}

/** Every server runs until then. */
export async function stopYogas(): Promise<void> {
  const servers = await Promise.all(running.values());
  running.clear();
  await Promise.all(servers.map((server) => server.stop()));
}

async function startYoga({ schema, rootValue }: Served): Promise<RunningYoga> {
  // A context that Yoga makes would be a copy of ours, and a viewer who changes would not change in it.
  const withOurContext: Plugin = {
    onSubscribe: ({ args }) => {
      const id = args.contextValue.request.headers.get('x-context') ?? '';
      Object.assign(args, { rootValue, contextValue: contexts.get(id) });
    },
  };
  const yoga = createYoga({
    schema,
    logging: false,
    maskedErrors: false,
    landingPage: false,
    plugins: [withOurContext],
  });
  const server = createServer(yoga);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}${yoga.graphqlEndpoint}`, stop };
}

/** Who stops to listen ends the request. */
function eventsIn(body: ReadableStream<Uint8Array>, stop: AbortController): Events {
  const messages = messagesIn(body);
  const events: Events = {
    next: () => messages.next(),
    return: async () => {
      stop.abort();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}

async function* messagesIn(body: ReadableStream<Uint8Array>): Events {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    const messages = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const data = /^event: next\ndata: (.*)$/s.exec(message)?.[1];
      if (data !== undefined) yield JSON.parse(data) as ExecutionResult;
      if (message.startsWith('event: complete')) return;
    }
  }
}
