// Whether a server's answer is the expected one. Under load each reply is compared with the one that was checked here.
import { request } from 'node:http';
import { servers } from '../servers/index.js';
import { requestBody, workloads } from '../workload/workloads.js';

/** Asks once with a token and gives the reply, byte for byte; throws if it is not what the workload expects. */
export async function checkedReply({ server, workload, port, token }) {
  const body = requestBody(workload);
  const { status, text } = await post({ port, body, token });
  const problem = problemOf({ status, text, workload, denied: servers[server].denied });
  if (problem) throw new Error(`${server}, ${workload}: ${problem} It answered: ${text.slice(0, 300)}`);
  if (servers[server].denied !== 'ungoverned') await checkRefusal({ server, workload, port, body });
  return text;
}

/** A server that protects what is asked does not give it to nobody. */
async function checkRefusal({ server, workload, port, body }) {
  const { text } = await post({ port, body });
  if (JSON.parse(text).errors?.length > 0 && !text.includes('"id":')) return;
  throw new Error(`${server}, ${workload}: It answered without a token: ${text.slice(0, 300)}`);
}

function problemOf({ status, text, workload, denied }) {
  if (status !== 200) return `The status is ${status}, not 200.`;
  const isDenied = workload === 'denied' && denied !== 'ungoverned';
  if (isDenied && denied === 'rejected') {
    const { data, errors } = JSON.parse(text);
    return errors?.length > 0 && (data ?? null) === null ? undefined : 'It is not refused as a whole.';
  }
  const expected = JSON.stringify({ data: workloads[workload].data(denied) });
  if (!isDenied) return text.trimEnd() === expected ? undefined : 'It is not the expected data.';
  if (!text.includes(expected.slice(1, -1))) return 'It has not the expected data.';
  const { errors = [] } = JSON.parse(text);
  const count = denied === 'removed' ? 1 : workloads.denied.data(denied).orders.length;
  if (errors.length !== count) return `It has ${errors.length} errors, not ${count}.`;
  if (!errors.every(({ path }) => path?.at(-1) === 'margin')) return 'An error is not at the field that is refused.';
  return undefined;
}

function post({ port, body, token }) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const sent = request({ host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
