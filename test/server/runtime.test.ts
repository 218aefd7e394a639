import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { StartupError } from '../../src/errors.js';
import { loadConfig } from '../../src/server/config/config.js';
import { openRuntime } from '../../src/server/runtime.js';
import { createTestPlace } from '../support/databases.js';

test('roles that are none are told before anything is made', async () => {
  const place = await createTestPlace('SQLite');
  try {
    const config = loadConfig({ modules: [], env: { DATA_DIR: place.dataDir, NODE_ENV: 'test' } });
    const options = { modules: [], config, log: pino({ level: 'silent' }) };
    const roles = { admin: 'ADMIN', support: 'SUPPORT' } as never;
    await expect(openRuntime({ ...options, roles })).rejects.toThrow(StartupError);
    expect(readdirSync(place.dataDir)).toEqual([]);
  } finally {
    await place.remove();
  }
});
