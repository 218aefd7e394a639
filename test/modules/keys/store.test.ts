import { openDatabase } from '../../../src/database/index.js';
import { migrations } from '../../../src/modules/keys/migrations.js';
import { createKeyStore } from '../../../src/modules/keys/store.js';
import { createTestPlace, describeEachDatabase } from '../../support/databases.js';
import { keyStoreContract } from '../../tokens/key-store-contract.js';

describeEachDatabase('the signing keys', (engine) => {
  keyStoreContract('The database store', async () => {
    const place = await createTestPlace(engine);
    const database = openDatabase(place);
    await database.migrate(migrations);
    return {
      store: createKeyStore(database),
      close: async () => {
        await database.close();
        await place.remove();
      },
    };
  });
});
