import type { Database } from '../../../src/database/index.js';
import { createRefreshTokens } from '../../../src/modules/sessions/refresh-token.js';
import { findSessions } from '../../../src/modules/sessions/store.js';
import type { MasterKeys } from '../../../src/tokens/index.js';
import type { TabTarget } from './token-family.tabs.js';

/** What the database says of a session, in the words of the model. */
export function sessionReader({
  database,
  masterKeys,
}: {
  readonly database: Database;
  readonly masterKeys: MasterKeys;
}): Pick<TabTarget, 'numberOf' | 'row' | 'events'> {
  const refreshTokens = createRefreshTokens(masterKeys);
  return {
    numberOf: (refreshToken) => {
      const content = refreshTokens.decode(refreshToken);
      if (!content) throw new TypeError('The server made it.');
      return content.counter;
    },
    row: async (sessionId) => {
      const [session] = await findSessions(database.query, [sessionId]);
      if (!session) throw new TypeError('There is the session.');
      const { counter, validFrom, lastUsedAt, recoveredAt, idleExpiresAt, expiresAt, usedCounter, endedAt } = session;
      return {
        ...{ counter, validFrom, lastUsedAt, recoveredAt, idleExpiresAt, expiresAt },
        ...{ isNewestUsed: usedCounter === counter, isEnded: endedAt !== null },
      };
    },
    events: async (sessionId) => {
      const events = await database.query
        .selectFrom('audit_events')
        .select('type')
        .where('session_id', '=', sessionId)
        .execute();
      return events.map(({ type }) => type).filter((type) => type.startsWith('REFRESH'));
    },
  };
}
