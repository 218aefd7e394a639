import { type Agent, request } from 'node:http';
import type { GraphqlResponse } from './graphql.js';
import { noteSecretsIn, noteSecretsOf } from './leaks.js';

export interface RequestFrom {
  readonly agent: Agent;
  /** One of this machine: 127.0.0.1, 127.0.0.2 and so on are clients of their own. */
  readonly localAddress?: string;
  /** What a proxy says. */
  readonly forwardedFor?: string;
}

/** A request by POST from an address of this machine, or from any by way of a proxy on it. */
export function requestFrom(
  { url }: { readonly url: string },
  { agent, localAddress, forwardedFor }: RequestFrom,
  body: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
): Promise<Pick<GraphqlResponse, 'data' | 'errors'>> {
  noteSecretsOf(body);
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
    };
    const from = localAddress === undefined ? {} : { localAddress };
    const sent = request(url, { method: 'POST', agent, ...from, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { data, errors = [] } = JSON.parse(Buffer.concat(chunks).toString());
        noteSecretsIn(data);
        resolve({ data, errors });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
