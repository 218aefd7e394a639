import type { Check } from '../../module/index.js';
import { createKeyRing } from '../../tokens/index.js';
import { ok, warning } from '../../toolkit/findings.js';
import { createKeyStore } from './store.js';

/** Opens the signing keys as a server does. Throws a `StartupError` if there are some, and none opens. */
export const checkKeys: Check = async ({ config, database, masterKeys, clock }) => {
  if (!database || !masterKeys)
    return [ok('The signing keys were not checked: that needs an up-to-date database and the master key.')];
  const unopened: string[] = [];
  const ring = createKeyRing({
    store: createKeyStore({ database, record: async () => {} }),
    masterKeys,
    ...config.keys,
    maxLagSeconds: config.revocation.maxLagSeconds,
    clock,
    uptime: () => performance.now(),
    onUnopened: (kid) => unopened.push(kid),
  });
  await ring.load();
  const findings = unopened.map((kid) =>
    warning(
      `The signing key ${kid} cannot be opened with MASTER_KEY, so its tokens are refused.`,
      `Append the master key that encrypted it to MASTER_KEY; if that is lost, run: portcullis keys retire ${kid} --compromised`,
    ),
  );
  const found = ring.hasSigningKey()
    ? 'MASTER_KEY opens the current signing key.'
    : 'There are no signing keys yet. The next start creates one.';
  return [...findings, ok(found)];
};
