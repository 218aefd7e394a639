import type { StoredKey } from '../../../src/tokens/index.js';

const signingKey: StoredKey = {
  kid: '9e13fc92bf039e3616196963cfe9e04c',
  algorithm: 'ES256',
  sealed:
    'v1.4284422805.KA712tjmfUNWeFZN.aji9Gwa5j0huaS7JQxdhL6-JAMlWm803Y5gIkPwZMGyHiyh59SZNCCEtS4mhlhKzwH_THc9C0ZM1-nDH' +
    'sTz0g66zWs0MDT5tKiXaUUSXsluljJM3I5alJQMI6VvcLFJ-9ImE_qPxfIEXNckyUXA87qrtZVxbWHzyysV9pEiIgcPwZmpVVyvAZDsMFfo0KmJH' +
    'YpPvLj_p7mxuNzJHqJst0IzM5iSUyTCRjdWw5rWe_4CYxgvEowWd8cKwOuh-1ua9',
  createdAt: 1_800_000_000_000,
  activatesAt: 1_800_000_000_000,
  lastSignedAt: null,
  retiredAt: null,
};

/** What a server made when it still sealed under the master key itself: it must go on being good. */
export const beforeSplit = {
  masterKey: '4cGk7D4dHk6peD+7R2Cm84pi+jjzZAVcnbnQAX0juqc=',
  signingKey,
  refreshToken: 'Af9fGpUAESIzRFVmd4iZqrvM3e7_AAAAB3-znpYeYunyeQdET5pSghvuUhon5jG9iPftKt0zMTRt',
  refreshTokenContent: { sessionId: '00112233445566778899aabbccddeeff', counter: 7 },
} as const;
