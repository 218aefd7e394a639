import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { findTracer } from '../../../src/server/tracing/find-tracer.js';
import { describeEachDatabase } from '../../support/databases.js';
import { startJwksServer } from '../../support/jwks-server.js';
import { PASSWORD, startServer, type TestServer } from '../../support/server.js';

const exporter = new InMemorySpanExporter();
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

test('without an SDK there is no tracer, and nothing is wrapped', () => {
  expect(findTracer()).toBeUndefined();
});

const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
afterEach(() => exporter.reset());
afterAll(async () => {
  await provider.shutdown();
  for (const api of [trace, context, propagation]) api.disable();
});

describe('with an SDK that was loaded before the server', () => {
  const spansOf = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name);
  const only = (name: string): ReadableSpan => {
    const [span, ...others] = spansOf(name);
    expect(others).toEqual([]);
    if (!span) throw new Error(`${name} is none of ${exporter.getFinishedSpans().map((each) => each.name)}`);
    return span;
  };
  const isUnder = (span: ReadableSpan, parent: ReadableSpan) =>
    expect(span.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);

  describeEachDatabase('a server', (engine) => {
    let server: TestServer;
    beforeAll(async () => {
      if (!findTracer()) provider.register();
      server = await startServer({ engine });
    });
    afterAll(() => server.close());

    test('has a span for a request, its operation and its decision, under the span of the client', async () => {
      const headers = { traceparent: `00-${TRACE}-${PARENT}-01` };
      const { data } = await server.request('query Mine { me { id } }', { headers });
      expect(data).toEqual({ me: null });
      const request = only('POST /graphql');
      expect(request).toMatchObject({
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': 'POST',
          'http.route': '/graphql',
          'url.path': '/graphql',
          'http.response.status_code': 200,
        },
        status: { code: SpanStatusCode.UNSET },
        parentSpanContext: { traceId: TRACE, spanId: PARENT },
      });
      const operation = only('query');
      expect(operation.attributes).toEqual({
        'graphql.operation.name': 'Mine',
        'graphql.operation.type': 'query',
        'portcullis.errors': 1,
        'portcullis.refusals': 1,
      });
      isUnder(operation, request);
      isUnder(only('portcullis.access'), operation);
    });

    test('has spans for the hash and the statements of a sign-in, and none names anybody or has a secret', async () => {
      const { refreshToken } = await server.register('ada@example.com');
      exporter.reset();
      const tokens = await server.login('ada@example.com', PASSWORD);
      const operation = only('mutation');
      isUnder(only('portcullis.password_hash'), operation);
      const [insert] = spansOf('insert');
      expect(insert).toMatchObject({
        kind: SpanKind.CLIENT,
        attributes: {
          'db.system.name': engine === 'SQLite' ? 'sqlite' : 'postgresql',
          'db.operation.name': 'insert',
          'db.query.text': expect.stringMatching(/^insert into/),
        },
      });
      expect(insert?.spanContext().traceId).toBe(operation.spanContext().traceId);
      const told = JSON.stringify(exporter.getFinishedSpans().map(({ attributes, events }) => [attributes, events]));
      const secrets = [
        'ada@example.com',
        PASSWORD,
        refreshToken,
        tokens.accessToken,
        tokens.refreshToken,
        tokens.userId,
      ];
      expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
    });

    test('says of a path that is not there no more than its method, and nothing of the query part', async () => {
      await fetch(new URL('/secret-path?token=secret', server.url));
      const span = only('GET');
      expect(span.attributes).toEqual({ 'http.request.method': 'GET', 'http.response.status_code': 404 });
    });
  });

  test('a fetch of keys is a span, which says when it failed', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256' }] });
    const issuer = { issuer: 'https://login.test', audience: 'api', jwksUri: idp.jwksUri };
    const start = () => startServer({ env: { TRUSTED_ISSUERS: JSON.stringify([issuer]) } });
    const reached = await start();
    expect(only('portcullis.jwks_fetch').status.code).toBe(SpanStatusCode.UNSET);
    await reached.close();
    await idp.close();
    exporter.reset();
    const unreached = await start();
    expect(only('portcullis.jwks_fetch').status.code).toBe(SpanStatusCode.ERROR);
    await unreached.close();
  });
});
