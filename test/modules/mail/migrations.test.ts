import { expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/database/index.js';
import { modules } from '../../../src/modules.js';
import { requestPasswordReset } from '../../support/account-operations.js';
import { createTestPlace, describeEachDatabase } from '../../support/databases.js';
import { awaitMails } from '../../support/mailbox.js';
import { expectAnswer } from '../../support/operations.js';
import { ADMIN, startServer } from '../../support/server.js';

describeEachDatabase('a database of a version that kept no mails', (engine) => {
  test('is brought up to date by the start, and mail is sent', async () => {
    const place = await createTestPlace(engine);
    try {
      const older = modules.flatMap(({ name, migrations = {} }) =>
        name === 'mail' ? [] : Object.entries(migrations).map(([key, each]) => [`${name}/${key}`, each] as const),
      );
      const database = openDatabase(place);
      await database.migrate(Object.fromEntries(older));
      await database.close();
      const server = await startServer({ place });
      try {
        expectAnswer(await requestPasswordReset(server, ADMIN.email), 'requestPasswordReset');
        expect(await awaitMails(place, ADMIN.email)).toHaveLength(1);
      } finally {
        await server.close();
      }
    } finally {
      await place.remove();
    }
  });
});
