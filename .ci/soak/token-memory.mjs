// The access tokens that an instance remembers.
import { liveSessions, renewed } from './accounts.mjs';
import * as documents from './documents.mjs';
import { tell } from './ledger.mjs';
import { send } from './send.mjs';

/** As many as src/tokens/jws/token-memory.ts keeps: until an instance has them all its memory grows, and that is no leak. */
const TOKENS = 10_000;
const AT_ONCE = 20;

/** Shows an instance as many tokens as it remembers, each a new one of the same session. */
export async function fillTokenMemory({ ask }, instance, account) {
  const [session] = liveSessions(account);
  let left = TOKENS;
  const show = async () => {
    while (left > 0) {
      left -= 1;
      const variables = { token: session.refresh.at(-1) };
      const { data } = await ask('refresh, before it begins', { query: documents.REFRESH, variables });
      renewed(session, data.refresh);
      // With each token, what was decided for it is remembered.
      for (const query of [documents.ME, documents.SESSIONS, documents.USERS])
        await send(instance.url, { query, token: data.refresh.accessToken });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, show));
  tell(`instance ${instance.name} remembers ${TOKENS} tokens`);
}
