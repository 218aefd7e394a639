import { z } from 'zod';
import { type Algorithm, algorithms, MIN_SECRET_BYTES } from '../../tokens/index.js';
import { defineConfig } from '../../toolkit/define-config.js';
import { integer, oneOf } from '../../toolkit/variables.js';

const DAY_SECONDS = 86_400;
const MIN_DISTINCT_SECRET_BYTES = 8;

export interface KeysConfig {
  readonly algorithm: Algorithm;
  /** An HS256 secret from outside. */
  readonly secret: Buffer | undefined;
  /** The age at which the key that signs gets a successor; 0 for never. */
  readonly rotationSeconds: number;
}

const secret = z
  .string()
  .transform((text) => Buffer.from(text))
  .refine((bytes) => bytes.length >= MIN_SECRET_BYTES && new Set(bytes).size >= MIN_DISTINCT_SECRET_BYTES, {
    error: `The secret can be guessed. Use at least ${MIN_SECRET_BYTES} bytes, generated with: openssl rand -base64 48`,
  });

export const config = defineConfig({
  variables: {
    TOKEN_ALGORITHM: oneOf(algorithms, 'RS256').meta({
      description:
        '`RS256`, `PS256`, `ES256`, `EdDSA` (Ed25519) or `HS256`; its key is generated on the first start. You can change it on one instance after another: a key of the new algorithm is published 10 minutes before it signs, and until then the old key continues to sign',
    }),
    TOKEN_SECRET: secret.optional().meta({
      description:
        'an HS256 secret of at least 32 bytes, used for signing instead of a generated key. It is not stored: when it is changed or removed, tokens signed with it are refused, so all instances must change at once',
    }),
    KEY_ROTATION_DAYS: integer(0, 3650, 0).meta({
      description:
        '1 to 3650, or 0 for never: the age at which the signing key gets a successor. Old keys are then retired too, once none of their tokens can still be accepted',
    }),
  },
  prefixes: ['KEY_ROTATION_'],
  contradictions: (env) => [
    ...(env.TOKEN_SECRET && env.TOKEN_ALGORITHM !== 'HS256'
      ? ['TOKEN_SECRET: It is used only with TOKEN_ALGORITHM=HS256. Set that, or remove TOKEN_SECRET.']
      : []),
    ...(env.TOKEN_SECRET && Number(env.KEY_ROTATION_DAYS ?? 0) > 0
      ? ['KEY_ROTATION_DAYS: The key of TOKEN_SECRET cannot be rotated. Remove one of them.']
      : []),
  ],
  read: (env) => ({
    keys: Object.freeze({
      algorithm: env.TOKEN_ALGORITHM,
      secret: env.TOKEN_SECRET,
      rotationSeconds: env.KEY_ROTATION_DAYS * DAY_SECONDS,
    }),
  }),
});
