import { z } from 'zod';
import type { BaseConfig, Environment } from '../module/index.js';
import { MASTER_KEY_BYTES } from '../tokens/index.js';
import { defineConfig } from '../toolkit/define-config.js';
import { integer, oneOf } from '../toolkit/variables.js';
import { webAddress } from '../toolkit/web-address.js';
import { type CorsOrigins, corsOriginsVariable, DEVELOPMENT_ORIGINS, NO_ORIGINS } from './cors-origins.js';
import { masterKeyVariable } from './master-key-variable.js';
import { defaultPublicUrl } from './public-url.js';
import { trustedIssuersVariable } from './trusted-issuers.js';
import { NO_PROXIES, type TrustedProxies, trustedProxiesVariable } from './trusted-proxies.js';

export const DEFAULT_DATA_DIR = './data';

const INTROSPECTIONS = ['full', 'shaped', 'off'] as const;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What can be set from outside of the server itself, and not of a module. */
export interface OwnConfig extends BaseConfig {
  readonly host: string;
  /** 0 takes a free one; what has the server's address by default has that port once it is known. */
  readonly port: number;
  /** Without one, the embedded database in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** The first seals, all open. Without one, it is made and kept in `dataDir`. */
  readonly masterKeys: readonly Buffer[] | undefined;
  readonly introspection: (typeof INTROSPECTIONS)[number];
  /** `@auth` refuses nothing, and what it would refuse is logged. */
  readonly accessDryRun: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** The proxies that are believed what they say of the client. */
  readonly trustedProxies: TrustedProxies;
  /** Whose pages may read answers in a browser. */
  readonly corsOrigins: CorsOrigins;
}

const variables = {
  NODE_ENV: oneOf(['development', 'test', 'production'], 'development').meta({
    description:
      '`development`, `test` or `production`. Production has neither Apollo Sandbox nor an administrator made for you, and needs `MASTER_KEY`',
  }),
  HOST: z.string().optional().meta({
    description: 'the address to listen on; outside production, one that others reach is warned of',
    default: '127.0.0.1; in production 0.0.0.0',
  }),
  PORT: integer(0, 65_535, 4000).meta({
    description:
      'the port to listen on. 0 takes a free one, another at each start; `PUBLIC_URL` has it by default, so set that where tokens are to outlive a restart',
  }),
  DATA_DIR: z.string().default(DEFAULT_DATA_DIR).meta({
    description:
      'the folder of the embedded database, and in development of the master key and mails; made with mode 0700',
  }),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'Write postgres://user:password@host:port/name.' })
    .optional()
    .meta({ description: '`postgres://…` instead of the embedded database' }),
  MASTER_KEY: masterKeyVariable.optional().meta({
    description:
      '32 random bytes in base64, from which the keys that seal and sign are derived; required in production and with `DATABASE_URL`. `new,old`: the first seals, both open. One that is obviously not random is refused as the first',
    default: 'made in DATA_DIR',
  }),
  PUBLIC_URL: webAddress('Write the http or https address where clients reach this server.').meta({
    description:
      'where clients reach the server; no query, fragment, user or password. The same for every instance on one database: one that starts beside another with a different one warns, and names both',
    default: 'http://localhost:PORT',
  }),
  APP_URL: webAddress('Write the http or https address where your pages are.').meta({
    description:
      'where your pages are that the links in mails lead to: https in production; no query, fragment, user or password. By default it leads to pages in development alone',
    default: 'PUBLIC_URL',
  }),
  TOKEN_ISSUER: z.string().optional().meta({ description: '`iss` of access tokens, exactly', default: 'PUBLIC_URL' }),
  TOKEN_AUDIENCE: z.string().optional().meta({ description: '`aud` of access tokens, exactly', default: 'PUBLIC_URL' }),
  CLOCK_TOLERANCE_SECONDS: integer(0, 60, 15).meta({
    description: '0 to 60: how far the clock of whoever made a token may be off',
  }),
  TRUSTED_ISSUERS: trustedIssuersVariable.default([]).meta({
    description: 'issuers whose tokens count too: a JSON array, or the path of a file with it',
  }),
  INTROSPECTION: oneOf(INTROSPECTIONS).optional().meta({
    description:
      '`shaped`: viewers read the schema that they can use, and errors name nothing else. `full`: everybody reads all of it. `off`: nobody reads it, and errors name nothing of it',
    default: 'full; in production shaped',
  }),
  CORS_ORIGINS: corsOriginsVariable.optional().meta({
    description:
      'the origins of the pages that may use the API in a browser, with commas between them: `https://app.example.com`, `https://*.example.com` for one label. `*` stands for all, and stands alone',
    default: 'none; in development those of this machine, and https://studio.apollographql.com',
  }),
  TRUSTED_PROXIES: trustedProxiesVariable.optional().meta({
    description:
      'the proxies in front of the server: addresses, ranges (`10.0.0.0/8`), `loopback` or `private`, with commas between them. They are believed the address of the client, in `Forwarded` or `X-Forwarded-For`; nobody else is',
  }),
  ACCESS_DRY_RUN: oneOf(['off', 'on', 'forced'], 'off').meta({
    description:
      '`on`: `@auth` refuses nothing, and what it would refuse is logged. In production only `forced` turns it on',
  }),
  LOG_LEVEL: oneOf(LOG_LEVELS, 'info').meta({
    description:
      '`trace` to `fatal`, or `silent`. At `info` each operation that `@auth` refuses is a line, within bounds that are told',
  }),
};

/** The variables of the server itself. */
export const serverVariables = defineConfig({
  variables,
  prefixes: [
    ...['ACCESS_DRY_', 'CLOCK_', 'CORS_', 'INTROSPECTION_', 'MASTER_', 'METRICS_', 'PORTCULLIS_', 'TOKEN_'],
    'TRUSTED_',
  ],
  contradictions,
  read: (env): OwnConfig => {
    const isProduction = env.NODE_ENV === 'production';
    const publicUrl = env.PUBLIC_URL ?? defaultPublicUrl(env.PORT);
    return {
      isProduction,
      host: env.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1'),
      port: env.PORT,
      dataDir: env.DATA_DIR,
      databaseUrl: env.DATABASE_URL,
      masterKeys: env.MASTER_KEY,
      publicUrl,
      appUrl: env.APP_URL ?? publicUrl,
      token: Object.freeze({
        issuer: env.TOKEN_ISSUER ?? publicUrl,
        audience: env.TOKEN_AUDIENCE ?? publicUrl,
        toleranceSeconds: env.CLOCK_TOLERANCE_SECONDS,
      }),
      trustedIssuers: env.TRUSTED_ISSUERS,
      introspection: env.INTROSPECTION ?? (isProduction ? 'shaped' : 'full'),
      accessDryRun: env.ACCESS_DRY_RUN !== 'off',
      logLevel: env.LOG_LEVEL,
      trustedProxies: env.TRUSTED_PROXIES ?? NO_PROXIES,
      corsOrigins: env.CORS_ORIGINS ?? (env.NODE_ENV === 'development' ? DEVELOPMENT_ORIGINS : NO_ORIGINS),
    };
  },
});

function contradictions(env: Environment): readonly string[] {
  const problems: string[] = [];
  if (!env.MASTER_KEY && (env.NODE_ENV === 'production' || env.DATABASE_URL)) {
    const when = env.DATABASE_URL ? 'DATABASE_URL is set' : 'NODE_ENV is production';
    problems.push(`MASTER_KEY: It is required when ${when}. Make one with: openssl rand -base64 ${MASTER_KEY_BYTES}`);
  }
  if (env.ACCESS_DRY_RUN === 'on' && env.NODE_ENV === 'production') {
    problems.push('ACCESS_DRY_RUN: It lets everybody in. Take it away; in production only "forced" turns it on.');
  }
  return problems;
}
