import { createInMemoryKeyStore } from '../../support/in-memory-key-store.js';
import { keyStoreContract } from './key-store-contract.js';

keyStoreContract('The in-memory store', async () => ({ store: createInMemoryKeyStore(), close: async () => {} }));
