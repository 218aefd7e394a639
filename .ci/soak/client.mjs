// Requests to the instances, as clients behind a load balancer make them.
import { setTimeout as pause } from 'node:timers/promises';
import { pick } from './chance.mjs';
import { send } from './send.mjs';

const TRYING_MILLISECONDS = 60_000;
/** So many of the first requests of an operation are left by the client before they are answered. */
const SHARE_LEFT = 0.1;
const LEFT_WITHIN_MILLISECONDS = 30;

/**
 * Asks an instance by chance, and another if it does not answer or is out of service, until there is an answer. Now and
 * then the client leaves before the first one, and sends the same again. `isRepeated` if one before may have been done.
 */
export function createClient({ instances, faults, ledger }) {
  return async function ask(kind, { query, variables, token }) {
    let repeats = 0;
    const deadline = performance.now() + TRYING_MILLISECONDS;
    let leaveAfter = Math.random() < SHARE_LEFT ? Math.random() * LEFT_WITHIN_MILLISECONDS : undefined;
    while (performance.now() < deadline) {
      const instance = pick(instances);
      const sentAt = performance.now();
      const answer = await send(instance.url, { query, variables, token }, leaveAfter);
      leaveAfter = undefined;
      const at = performance.now();
      const span = { instance: instance.name, from: sentAt, to: at };
      const code = answer.failure ?? answer.errors?.[0].extensions?.code;
      ledger.count(kind, code, at - sentAt, faults.isCalm(span));
      if (answer.failure === undefined && code !== 'SERVICE_UNAVAILABLE')
        return { ...answer, code, sentAt, at, instance: instance.name, isRepeated: repeats > 0, repeats };
      if (code !== 'LEFT' && !faults.explain(code, span))
        ledger.wrong('answer', `${kind}: ${instance.name} ${failureOf(answer, at - sentAt)}, which no fault explains`);
      if (code !== 'ECONNREFUSED') repeats += 1;
      await pause(50 + Math.random() * 100);
    }
    throw new Error(`${kind}: nobody answered for ${TRYING_MILLISECONDS / 1000} s`);
  };
}

function failureOf({ failure, errors }, milliseconds) {
  const text = [failure, errors?.[0].message].filter(Boolean).join(': ');
  return `answered "${text}" after ${Math.round(milliseconds)} ms`;
}
