import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import { outcomeOf, startInstance, type TestInstance } from '../../support/instance.js';
import { ADMIN, PASSWORD } from '../../support/server.js';

describeEachDatabase('a user whom an operator makes', (engine) => {
  let place: TestPlace;
  let instance: TestInstance;

  beforeAll(async () => {
    place = await createTestPlace(engine);
  });
  afterAll(() => place.remove());
  beforeEach(async () => {
    instance = await startInstance({ place });
  });
  afterEach(() => instance.close());

  const eventsOf = async (userId: string) => {
    const events = await instance.deps.services.audit.list({ userId, before: undefined, limit: 100 });
    return events.map(({ id: _id, at: _at, ...event }) => event);
  };
  const created = (userId: string, detail: string) => ({
    type: 'USER_CREATED',
    userId,
    actorId: null,
    sessionId: null,
    ipAddress: null,
    userAgent: null,
    detail,
  });

  test('is USER_CREATED with their roles', async () => {
    const { services, database } = instance.deps;
    const details = { email: 'ann@example.com', password: PASSWORD };
    const user = await services.accounts.prepare(details, ['SUPPORT', 'USER']);
    await database.transaction((tx) => services.accounts.insert(tx, user));
    expect(await eventsOf(user.id)).toEqual([created(user.id, 'SUPPORT USER')]);
  });

  test('is no event if the address is taken', async () => {
    const { services, database } = instance.deps;
    const user = await services.accounts.prepare({ email: 'Ann@example.com', password: PASSWORD }, ['ADMIN']);
    expect(await outcomeOf(database.transaction((tx) => services.accounts.insert(tx, user)))).toBe('EMAIL_TAKEN');
    expect(await eventsOf(user.id)).toEqual([]);
  });

  test('as the first administrator, at the start, is one event however often it starts', async () => {
    await instance.close();
    for (let starts = 0; starts < 2; starts += 1) {
      instance = await startInstance({ place, env: { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password } });
      const admin = await instance.deps.services.accounts.findByEmail(ADMIN.email);
      expect(await eventsOf(admin?.id ?? '')).toEqual([created(admin?.id ?? '', 'ADMIN')]);
      if (starts === 0) await instance.close();
    }
  });
});
