import { type Agent, request } from 'node:http';
import type { GraphqlResponse } from './graphql.js';

export interface RequestFrom {
  readonly agent: Agent;
  /** One of this machine: 127.0.0.1, 127.0.0.2 and so on are clients of their own. */
  readonly localAddress: string;
}

/** A request by POST from an address of this machine. */
export function requestFrom(
  { url }: { readonly url: string },
  { agent, localAddress }: RequestFrom,
  body: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
): Promise<Pick<GraphqlResponse, 'data' | 'errors'>> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', agent, localAddress, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { data, errors = [] } = JSON.parse(Buffer.concat(chunks).toString());
        resolve({ data, errors });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
