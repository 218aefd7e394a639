import { z } from 'zod';
import { StartupError } from '../errors.js';
import type { Config } from '../module/index.js';
import { email, password } from '../modules/accounts/index.js';
import { sender, smtpUrl } from '../modules/mail/index.js';
import { algorithms, isSafeAddress, MASTER_KEY_BYTES, MIN_SECRET_BYTES } from '../tokens/index.js';
import { masterKeyVariable } from './master-key-variable.js';
import { defaultPublicUrl } from './public-url.js';
import { trustedIssuersVariable } from './trusted-issuers.js';
import { describeUnknownVariables } from './unknown-variables.js';
import { webAddress } from './web-address.js';

/** Everything that can be set from outside, checked. */
export interface ServerConfig extends Config {
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
  /** What is set, and looks as if it were for this server, but is not; a sentence each. */
  readonly unknownVariables: readonly string[];
}

export const DEFAULT_DATA_DIR = './data';

const INTROSPECTIONS = ['full', 'shaped', 'off'] as const;
const REGISTRATIONS = ['open', 'closed'] as const;
const EMAIL_VERIFICATIONS = ['off', 'required'] as const;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const MAX_TOKEN_LIFETIME_SECONDS = 3600;
const MIN_DISTINCT_SECRET_BYTES = 8;
const DAY_SECONDS = 86_400;

const variables = {
  NODE_ENV: oneOf(['development', 'test', 'production'], 'development'),
  HOST: z.string().optional(),
  PORT: integer(0, 65_535, 4000),
  DATA_DIR: z.string().default(DEFAULT_DATA_DIR),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'Write postgres://user:password@host:port/name.' })
    .optional(),
  MASTER_KEY: masterKeyVariable.optional(),
  PUBLIC_URL: webAddress('Write the http or https address where clients reach this server.'),
  APP_URL: webAddress('Write the http or https address where your pages are.'),
  TOKEN_ISSUER: z.string().optional(),
  TOKEN_AUDIENCE: z.string().optional(),
  TOKEN_ALGORITHM: oneOf(algorithms, 'RS256'),
  TOKEN_SECRET: z
    .string()
    .transform((text) => Buffer.from(text))
    .refine((secret) => secret.length >= MIN_SECRET_BYTES && new Set(secret).size >= MIN_DISTINCT_SECRET_BYTES, {
      error: `It can be guessed. Use ${MIN_SECRET_BYTES} bytes or more, made with: openssl rand -base64 48`,
    })
    .optional(),
  ACCESS_TOKEN_TTL_SECONDS: integer(1, MAX_TOKEN_LIFETIME_SECONDS, 600),
  CLOCK_TOLERANCE_SECONDS: integer(0, 60, 15),
  KEY_ROTATION_DAYS: integer(0, 3650, 0),
  REFRESH_IDLE_SECONDS: integer(1, 365 * DAY_SECONDS, 14 * DAY_SECONDS),
  REFRESH_ABSOLUTE_SECONDS: integer(1, 365 * DAY_SECONDS, 30 * DAY_SECONDS),
  REFRESH_GRACE_SECONDS: integer(0, 120, 30),
  REVOCATION_MAX_LAG_SECONDS: integer(1, 300, 5),
  SESSIONS_PER_USER: integer(1, 1000, 10),
  AUDIT_RETENTION_DAYS: integer(1, 3650, 365),
  REGISTRATION: oneOf(REGISTRATIONS, 'open'),
  EMAIL_VERIFICATION: oneOf(EMAIL_VERIFICATIONS, 'off'),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: sender.optional(),
  TRUSTED_ISSUERS: trustedIssuersVariable.default([]),
  ADMIN_EMAIL: email.optional(),
  ADMIN_PASSWORD: password.optional(),
  INTROSPECTION: oneOf(INTROSPECTIONS).optional(),
  ACCESS_DRY_RUN: oneOf(['off', 'on', 'forced'], 'off'),
  LOG_LEVEL: oneOf(LOG_LEVELS, 'info'),
};

const environment = z.object(variables);
type Environment = z.infer<typeof environment>;

/**
 * Reads the environment; an empty variable counts as one that is not set. Throws a `StartupError` that lists every
 * problem at once, and shows no value of a secret.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): ServerConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([name, value]) => name in variables && value));
  const { data, error } = environment.safeParse(set);
  const problems = error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  problems.push(...contradictions(set));
  if (data === undefined || problems.length > 0) throw new StartupError(problems);
  return toConfig(data, describeUnknownVariables(env, Object.keys(variables)));
}

/** What no variable can say alone. */
function contradictions(set: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  if (!set.MASTER_KEY && (set.NODE_ENV === 'production' || set.DATABASE_URL)) {
    const when = set.DATABASE_URL ? 'DATABASE_URL is set' : 'NODE_ENV is production';
    problems.push(`MASTER_KEY: It is required when ${when}. Make one with: openssl rand -base64 ${MASTER_KEY_BYTES}`);
  }
  if (set.TOKEN_SECRET && set.TOKEN_ALGORITHM !== 'HS256') {
    problems.push('TOKEN_SECRET: It is for TOKEN_ALGORITHM=HS256 alone. Set that, or take it away.');
  }
  if (set.TOKEN_SECRET && Number(set.KEY_ROTATION_DAYS ?? 0) > 0) {
    problems.push('KEY_ROTATION_DAYS: The key of TOKEN_SECRET cannot be rotated. Take one of them away.');
  }
  if (set.ACCESS_DRY_RUN === 'on' && set.NODE_ENV === 'production') {
    problems.push('ACCESS_DRY_RUN: It lets everybody in. Take it away; in production only "forced" turns it on.');
  }
  if (set.EMAIL_VERIFICATION === 'required' && set.NODE_ENV === 'production' && !set.SMTP_URL) {
    problems.push('EMAIL_VERIFICATION: Without SMTP_URL nobody gets the mail that is required. Set SMTP_URL.');
  }
  const pages = set.APP_URL ?? (set.SMTP_URL && set.PUBLIC_URL);
  if (set.NODE_ENV === 'production' && pages && /^http:/i.test(pages) && !isSafeAddress(pages)) {
    problems.push('APP_URL: The links in mails lead there, and whoever reads one can use it. Write an https address.');
  }
  if (!set.SMTP_URL !== !set.MAIL_FROM) {
    problems.push('SMTP_URL, MAIL_FROM: One needs the other. Set both, or none.');
  }
  if (!set.ADMIN_EMAIL !== !set.ADMIN_PASSWORD) {
    problems.push('ADMIN_EMAIL, ADMIN_PASSWORD: One needs the other. Set both, or none.');
  }
  return problems;
}

function toConfig(env: Environment, unknownVariables: readonly string[]): ServerConfig {
  const isProduction = env.NODE_ENV === 'production';
  const publicUrl = env.PUBLIC_URL ?? defaultPublicUrl(env.PORT);
  const { ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: adminPassword, SMTP_URL: smtp, MAIL_FROM: from } = env;
  return Object.freeze({
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
      algorithm: env.TOKEN_ALGORITHM,
      secret: env.TOKEN_SECRET,
      lifetimeSeconds: env.ACCESS_TOKEN_TTL_SECONDS,
      maxLifetimeSeconds: MAX_TOKEN_LIFETIME_SECONDS,
      toleranceSeconds: env.CLOCK_TOLERANCE_SECONDS,
      keyRotationSeconds: env.KEY_ROTATION_DAYS * DAY_SECONDS,
    }),
    session: Object.freeze({
      idleSeconds: env.REFRESH_IDLE_SECONDS,
      absoluteSeconds: env.REFRESH_ABSOLUTE_SECONDS,
      graceSeconds: env.REFRESH_GRACE_SECONDS,
      perUser: env.SESSIONS_PER_USER,
    }),
    revocationMaxLagSeconds: env.REVOCATION_MAX_LAG_SECONDS,
    auditRetentionSeconds: env.AUDIT_RETENTION_DAYS * DAY_SECONDS,
    registration: env.REGISTRATION,
    emailVerification: env.EMAIL_VERIFICATION,
    smtp: smtp && from ? Object.freeze({ ...smtp, from }) : undefined,
    trustedIssuers: env.TRUSTED_ISSUERS,
    admin: adminEmail && adminPassword ? Object.freeze({ email: adminEmail, password: adminPassword }) : undefined,
    introspection: env.INTROSPECTION ?? (isProduction ? 'shaped' : 'full'),
    accessDryRun: env.ACCESS_DRY_RUN !== 'off',
    logLevel: env.LOG_LEVEL,
    unknownVariables: Object.freeze(unknownVariables),
  });
}

function integer(min: number, max: number, byDefault: number) {
  const error = `Write a whole number from ${min} to ${max}.`;
  return z
    .string()
    .regex(/^\d{1,10}$/, error)
    .transform(Number)
    .refine((value) => value >= min && value <= max, error)
    .default(byDefault);
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T): z.ZodEnum<{ [K in T[number]]: K }>;
function oneOf<const T extends readonly [string, ...string[]]>(
  values: T,
  byDefault: T[number],
): z.ZodDefault<z.ZodEnum<{ [K in T[number]]: K }>>;
function oneOf(values: readonly [string, ...string[]], byDefault?: string) {
  const type = z.enum(values, { error: `Use one of ${values.join(', ')}.` });
  return byDefault === undefined ? type : type.default(byDefault);
}
