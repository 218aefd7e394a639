import { describe, expect, test } from '@jest/globals';
import { modules } from '../../../src/modules.js';
import { loadConfig, type ServerConfig } from '../../../src/server/config/config.js';
import { DEVELOPMENT_ORIGINS } from '../../../src/server/config/cors-origins.js';
import { NO_PROXIES } from '../../../src/server/config/trusted-proxies.js';
import { masterKey } from '../../support/master-key.js';
import { problemsOf } from '../problems.js';

const SECRET = 'a secret of 48 bytes: 0123456789 abcdefghijklmno';
const MASTER_KEY = masterKey(7);

const configOf = (env: Readonly<Record<string, string>>) => loadConfig({ modules, env });
const problems = (env: Readonly<Record<string, string>>) => problemsOf(() => configOf(env));

const ZEROS = Buffer.alloc(32).toString('base64');
const guessable: readonly (readonly [string, Buffer])[] = [
  ['one byte', Buffer.alloc(32, 7)],
  ['zeros', Buffer.alloc(32)],
  ['a pattern', Buffer.alloc(32, 'ab\u0000\u00ff')],
  ['one half twice', Buffer.alloc(32, Buffer.from(MASTER_KEY, 'base64').subarray(0, 16))],
  ['counting up', Buffer.from(Array.from({ length: 32 }, (_, index) => index))],
  ['counting down in threes', Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - 3 * index))],
  ['text', Buffer.from('correct horse battery staple !!!')],
  ['zeros but for a few', Buffer.concat([Buffer.alloc(24), Buffer.from(MASTER_KEY, 'base64').subarray(0, 8)])],
];

test('what nobody sets has its default, for development on this machine alone', () => {
  expect(configOf({})).toEqual({
    isProduction: false,
    host: '127.0.0.1',
    port: 4000,
    dataDir: './data',
    databaseUrl: undefined,
    masterKeys: undefined,
    publicUrl: 'http://localhost:4000',
    token: {
      issuer: 'http://localhost:4000',
      audience: 'http://localhost:4000',
      toleranceSeconds: 15,
    },
    keys: { algorithm: 'RS256', secret: undefined, rotationSeconds: 0 },
    sessions: {
      accessTokenSeconds: 600,
      idleSeconds: 14 * 86_400,
      absoluteSeconds: 30 * 86_400,
      graceSeconds: 30,
      lateRetries: 1,
      perUser: 10,
    },
    accounts: { registration: 'open', emailVerification: 'off', admin: undefined },
    audit: { retentionSeconds: 365 * 86_400 },
    revocation: { maxLagSeconds: 5, pollMilliseconds: 250, wakes: true },
    mail: { smtp: undefined },
    rateLimits: {
      isOn: true,
      freeAttempts: 5,
      maxDelaySeconds: 900,
      signInAddress: { max: 100, seconds: 900 },
      signInOverall: { max: 1000, seconds: 60 },
      register: { max: 50, seconds: 3600 },
      mails: { max: 30, seconds: 900 },
      links: { max: 60, seconds: 900 },
      refresh: { max: 60, seconds: 60 },
      badTokens: { max: 600, seconds: 60 },
    },
    introspection: 'full',
    explorer: 'sandbox',
    accessDryRun: false,
    accessPageRole: undefined,
    accessLog: undefined,
    trustedIssuers: [],
    trustedProxies: NO_PROXIES,
    tls: undefined,
    strictTransport: undefined,
    connectionsPerAddress: 500,
    keepAliveSeconds: 5,
    headersTimeoutSeconds: 10,
    requestTimeoutSeconds: 30,
    shutdownDelaySeconds: 0,
    drainTimeoutSeconds: 10,
    insecureHttp: false,
    corsOrigins: DEVELOPMENT_ORIGINS,
    refreshCookie: undefined,
    trustedDocuments: undefined,
    batchLimit: 0,
    httpStatus: 'graphql',
    metrics: undefined,
    metricsOperations: [],
    limits: {
      mode: 'enforce',
      bodyBytes: 1024 * 1024,
      listSize: 10,
      operation: {
        tokens: 5000,
        depth: 20,
        aliases: 100,
        rootFields: 50,
        directives: 100,
        directivesPerPlace: 5,
        cost: 20_000,
      },
    },
    appUrl: 'http://localhost:4000',
    logLevel: 'info',
    logPartLevels: {},
    logFormat: 'pretty',
    unknownVariables: [],
  });
});

test('in production it listens everywhere, hides the schema, and has no explorer', () => {
  expect(configOf({ NODE_ENV: 'production', MASTER_KEY })).toMatchObject({
    isProduction: true,
    logFormat: 'json',
    host: '0.0.0.0',
    introspection: 'shaped',
    explorer: 'off',
  });
});

test('the environment is that of the process by default', () => {
  const before = process.env.PORT;
  process.env.PORT = '4711';
  expect(loadConfig({ modules }).port).toBe(4711);
  if (before === undefined) delete process.env.PORT;
  else process.env.PORT = before;
});

test('it is frozen, all through', () => {
  const config = configOf({ ADMIN_EMAIL: 'ann@example.com', ADMIN_PASSWORD: 'correct horse battery' });
  const { token, sessions, keys, audit, revocation, accounts, mail, unknownVariables } = config;
  const parts = [config, token, sessions, keys, audit, revocation, accounts, accounts.admin, mail, unknownVariables];
  expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([]);
  const { smtp } = configOf({ SMTP_URL: 'smtps://ann:hush@h', MAIL_FROM: 'no-reply@example.com' }).mail;
  expect([smtp, smtp?.from, smtp?.credentials].map(Object.isFrozen)).toEqual([true, true, true]);
});

test('an empty variable counts as one that is not set', () => {
  const names = ['NODE_ENV', 'HOST', 'PORT', 'DATA_DIR', 'DATABASE_URL', 'MASTER_KEY', 'PUBLIC_URL', 'TOKEN_ISSUER'];
  const more = ['TOKEN_AUDIENCE', 'TOKEN_ALGORITHM', 'TOKEN_SECRET', 'ACCESS_TOKEN_TTL_SECONDS', 'LOG_LEVEL'];
  const rest = ['CLOCK_TOLERANCE_SECONDS', 'REFRESH_IDLE_SECONDS', 'REFRESH_ABSOLUTE_SECONDS', 'INTROSPECTION'];
  const counts = [
    'REFRESH_GRACE_SECONDS',
    'REFRESH_LATE_RETRIES',
    'SESSIONS_PER_USER',
    'AUDIT_RETENTION_DAYS',
    'ACCESS_DRY_RUN',
    'ACCESS_PAGE_ROLE',
  ];
  const mail = ['APP_URL', 'REGISTRATION', 'EMAIL_VERIFICATION', 'SMTP_URL', 'MAIL_FROM'];
  const all = [...names, ...more, ...rest, ...counts, ...mail, 'ADMIN_EMAIL', 'ADMIN_PASSWORD'];
  expect(configOf(Object.fromEntries(all.map((name) => [name, ''])))).toEqual(configOf({}));
});

test('a variable of another program changes nothing', () => {
  expect(configOf({ PATH: '/bin', toString: 'x', port: '1' })).toEqual(configOf({}));
});

describe('what is good', () => {
  const revocation = (maxLagSeconds: number, pollMilliseconds: number, wakes: boolean) => ({
    revocation: { maxLagSeconds, pollMilliseconds, wakes },
  });
  const token = (change: Partial<ServerConfig['token']>) => ({ token: expect.objectContaining(change) });
  const keys = (change: Partial<ServerConfig['keys']>) => ({ keys: expect.objectContaining(change) });
  test.each<[Record<string, string>, object]>([
    [{ HOST: '::' }, { host: '::' }],
    [{ METRICS_PORT: '9464' }, { metrics: { host: '127.0.0.1', isHostChosen: false, port: 9464 } }],
    [
      { METRICS_PORT: '0', METRICS_HOST: '10.0.0.1', HOST: '::' },
      { metrics: { host: '10.0.0.1', isHostChosen: true, port: 0 }, host: '::' },
    ],
    [{ METRICS_HOST: '10.0.0.1' }, { metrics: undefined }],
    [{ METRICS_OPERATIONS: 'Me, Orders' }, { metricsOperations: ['Me', 'Orders'] }],
    [{ NODE_ENV: 'production', MASTER_KEY, HOST: '127.0.0.1' }, { host: '127.0.0.1' }],
    [{ NODE_ENV: 'test' }, { isProduction: false }],
    [{ PORT: '0' }, { port: 0, publicUrl: 'http://localhost:0' }],
    [{ PORT: '65535' }, { port: 65_535, publicUrl: 'http://localhost:65535' }],
    [{ DATA_DIR: '/var/lib/portcullis' }, { dataDir: '/var/lib/portcullis' }],
    [{ DATABASE_URL: 'postgres://u:p@h:5/n', MASTER_KEY }, { databaseUrl: 'postgres://u:p@h:5/n' }],
    [
      { DATABASE_URL: 'postgresql://h/n?sslmode=require', MASTER_KEY },
      { databaseUrl: 'postgresql://h/n?sslmode=require' },
    ],
    [{ MASTER_KEY: `${MASTER_KEY},${ZEROS}` }, { masterKeys: [Buffer.from(MASTER_KEY, 'base64'), Buffer.alloc(32)] }],
    [{ MASTER_KEY }, { masterKeys: [Buffer.from(MASTER_KEY, 'base64')] }],
    [
      { MASTER_KEY: `${masterKey(8)}, ${MASTER_KEY}` },
      { masterKeys: [Buffer.from(masterKey(8), 'base64'), Buffer.from(MASTER_KEY, 'base64')] },
    ],
    [{ PUBLIC_URL: 'https://api.example.com' }, { publicUrl: 'https://api.example.com' }],
    [{ PUBLIC_URL: 'https://api.example.com/v1//' }, { publicUrl: 'https://api.example.com/v1' }],
    [
      { PUBLIC_URL: 'https://api.example.com/' },
      token({ issuer: 'https://api.example.com', audience: 'https://api.example.com' }),
    ],
    [{ TOKEN_ISSUER: 'i', TOKEN_AUDIENCE: 'a' }, token({ issuer: 'i', audience: 'a' })],
    [{ TOKEN_ALGORITHM: 'ES256' }, keys({ algorithm: 'ES256' })],
    [{ TOKEN_ALGORITHM: 'PS256' }, keys({ algorithm: 'PS256' })],
    [{ TOKEN_ALGORITHM: 'HS256' }, keys({ algorithm: 'HS256', secret: undefined })],
    [{ TOKEN_ALGORITHM: 'HS256', TOKEN_SECRET: SECRET }, keys({ algorithm: 'HS256', secret: Buffer.from(SECRET) })],
    [{ ACCESS_TOKEN_TTL_SECONDS: '1' }, { sessions: { accessTokenSeconds: 1 } }],
    [{ ACCESS_TOKEN_TTL_SECONDS: '3600' }, { sessions: { accessTokenSeconds: 3600 } }],
    [{ CLOCK_TOLERANCE_SECONDS: '0' }, token({ toleranceSeconds: 0 })],
    [{ CLOCK_TOLERANCE_SECONDS: '60' }, token({ toleranceSeconds: 60 })],
    [{ HEADERS_TIMEOUT_SECONDS: '60' }, { headersTimeoutSeconds: 30, requestTimeoutSeconds: 30 }],
    [{ HEADERS_TIMEOUT_SECONDS: '1' }, { headersTimeoutSeconds: 1, requestTimeoutSeconds: 30 }],
    [{ REQUEST_TIMEOUT_SECONDS: '300' }, { headersTimeoutSeconds: 10, requestTimeoutSeconds: 300 }],
    [{ REQUEST_TIMEOUT_SECONDS: '5' }, { headersTimeoutSeconds: 5, requestTimeoutSeconds: 5 }],
    [{ KEY_ROTATION_DAYS: '30' }, keys({ rotationSeconds: 30 * 86_400 })],
    [{ TOKEN_ALGORITHM: 'HS256', TOKEN_SECRET: SECRET, KEY_ROTATION_DAYS: '0' }, keys({ rotationSeconds: 0 })],
    [{ REVOCATION_POLL_MILLISECONDS: '2500', REVOCATION_WAKE: 'off' }, revocation(5, 2500, false)],
    [{ REVOCATION_MAX_LAG_SECONDS: '1' }, revocation(1, 250, true)],
    [{ REFRESH_IDLE_SECONDS: '1' }, { sessions: { idleSeconds: 1, absoluteSeconds: 30 * 86_400 } }],
    [{ REFRESH_ABSOLUTE_SECONDS: '31536000' }, { sessions: { idleSeconds: 14 * 86_400, absoluteSeconds: 31_536_000 } }],
    [{ REFRESH_GRACE_SECONDS: '0' }, { sessions: { graceSeconds: 0, perUser: 10 } }],
    [{ REFRESH_GRACE_SECONDS: '120' }, { sessions: { graceSeconds: 120, lateRetries: 1 } }],
    [{ REFRESH_LATE_RETRIES: '0' }, { sessions: { graceSeconds: 30, lateRetries: 0 } }],
    [{ REFRESH_LATE_RETRIES: '5' }, { sessions: { lateRetries: 5 } }],
    [{ SESSIONS_PER_USER: '1' }, { sessions: { perUser: 1, graceSeconds: 30 } }],
    [{ AUDIT_RETENTION_DAYS: '1' }, { audit: { retentionSeconds: 86_400 } }],
    [{ PUBLIC_URL: 'https://api.example.com' }, { appUrl: 'https://api.example.com' }],
    [{ APP_URL: 'https://app.example.com/shop/' }, { appUrl: 'https://app.example.com/shop' }],
    [{ APP_URL: 'http://app.example.com' }, { appUrl: 'http://app.example.com' }],
    [{ APP_URL: 'https://app.example.com/a@b' }, { appUrl: 'https://app.example.com/a@b' }],
    ...['https://app.example.com', 'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000'].map(
      (APP_URL): [Record<string, string>, object] => [
        { APP_URL, NODE_ENV: 'production', MASTER_KEY },
        { appUrl: APP_URL },
      ],
    ),
    [
      { PUBLIC_URL: 'http://api.internal', NODE_ENV: 'production', MASTER_KEY },
      { publicUrl: 'http://api.internal', appUrl: 'http://api.internal' },
    ],
    [{ REGISTRATION: 'closed' }, { accounts: { registration: 'closed' } }],
    [{ EMAIL_VERIFICATION: 'required' }, { accounts: { emailVerification: 'required' }, mail: { smtp: undefined } }],
    [
      { SMTP_URL: 'smtp://h:25', MAIL_FROM: 'Acme <no-reply@example.com>' },
      {
        mail: {
          smtp: {
            host: 'h',
            port: 25,
            isSecure: false,
            credentials: undefined,
            from: { name: 'Acme', address: 'no-reply@example.com' },
          },
        },
      },
    ],
    [
      {
        NODE_ENV: 'production',
        MASTER_KEY,
        EMAIL_VERIFICATION: 'required',
        SMTP_URL: 'smtps://h',
        MAIL_FROM: 'a@example.com',
      },
      { accounts: { emailVerification: 'required' }, mail: { smtp: { host: 'h' } } },
    ],
    [
      { ADMIN_EMAIL: ' ann@example.com ', ADMIN_PASSWORD: ' 8 bytes' },
      { accounts: { admin: { email: 'ann@example.com', password: ' 8 bytes' } } },
    ],
    [{ INTROSPECTION: 'off' }, { introspection: 'off' }],
    [{ INTROSPECTION: 'full', NODE_ENV: 'production', MASTER_KEY }, { introspection: 'full' }],
    [{ INTROSPECTION: 'shaped' }, { introspection: 'shaped' }],
    [{ EXPLORER: 'off' }, { explorer: 'off' }],
    [{ EXPLORER: 'graphiql', NODE_ENV: 'production', MASTER_KEY }, { explorer: 'graphiql' }],
    [{ NODE_ENV: 'test' }, { explorer: 'sandbox' }],
    [{ ACCESS_DRY_RUN: 'on' }, { accessDryRun: true }],
    [{ ACCESS_DRY_RUN: 'forced', NODE_ENV: 'production', MASTER_KEY }, { accessDryRun: true }],
    [{ ACCESS_PAGE_ROLE: 'ADMIN' }, { accessPageRole: 'ADMIN' }],
    [{ ACCESS_LOG: 'off' }, { accessLog: undefined }],
    [{ ACCESS_LOG: 'refused' }, { accessLog: { decisions: 'refused', file: undefined } }],
    [{ ACCESS_LOG: 'all, file:/var/log/a,b.jsonl' }, { accessLog: { decisions: 'all', file: '/var/log/a,b.jsonl' } }],
    [{ ACCESS_LOG: 'refused', LOG_LEVEL: 'error,access=info' }, { accessLog: { decisions: 'refused' } }],
    [{ ACCESS_LOG: 'all', LOG_LEVEL: 'debug' }, { accessLog: { decisions: 'all' } }],
    [{ ACCESS_LOG: 'all,file:a', LOG_LEVEL: 'silent' }, { accessLog: { file: 'a' } }],
    [
      { ACCESS_LOG: 'off', LOG_LEVEL: 'warn', ACCESS_DRY_RUN: 'on' },
      { accessLog: undefined, accessDryRun: true },
    ],
    [{ LOG_LEVEL: 'silent' }, { logLevel: 'silent', logPartLevels: {} }],
    [
      { LOG_LEVEL: 'warn, tokens=debug,mail = info' },
      { logLevel: 'warn', logPartLevels: { tokens: 'debug', mail: 'info' } },
    ],
    [{ LOG_LEVEL: 'requests=silent' }, { logLevel: 'info', logPartLevels: { requests: 'silent' } }],
    [{ LOG_FORMAT: 'json' }, { logFormat: 'json' }],
    [{ NODE_ENV: 'production', MASTER_KEY, LOG_FORMAT: 'pretty' }, { logFormat: 'pretty' }],
  ])('%j', (env, expected) => {
    expect(configOf(env)).toMatchObject(expected);
  });
});

describe('what is bad', () => {
  const url = 'Write postgres://user:password@host:port/name.';
  const publicUrl = 'Write the http or https address at which clients reach this server.';
  const appUrl = 'Write the http or https address of your pages.';
  const bare = 'It must have no ?, #, user or password.';
  const guessableKey =
    'The first key is not random, so it can be guessed. Generate one with: openssl rand -base64 32; if it is in use, set MASTER_KEY=new,old and run: portcullis keys reseal';
  const guessableSecret = 'The secret can be guessed. Use at least 32 bytes, generated with: openssl rand -base64 48';
  const key = 'Each key must be 32 bytes in base64. Generate one with: openssl rand -base64 32';
  const secret = (TOKEN_SECRET: string) => ({ TOKEN_SECRET, TOKEN_ALGORITHM: 'HS256' });
  const integers: [string, number, number][] = [
    ['PORT', 0, 65_535],
    ['ACCESS_TOKEN_TTL_SECONDS', 1, 3600],
    ['CLOCK_TOLERANCE_SECONDS', 0, 60],
    ['HEADERS_TIMEOUT_SECONDS', 1, 60],
    ['REQUEST_TIMEOUT_SECONDS', 1, 300],
    ['KEY_ROTATION_DAYS', 0, 3650],
    ['REFRESH_IDLE_SECONDS', 1, 31_536_000],
    ['REFRESH_ABSOLUTE_SECONDS', 1, 31_536_000],
    ['REFRESH_GRACE_SECONDS', 0, 120],
    ['REFRESH_LATE_RETRIES', 0, 5],
    ['SESSIONS_PER_USER', 1, 1000],
    ['AUDIT_RETENTION_DAYS', 1, 3650],
    ['REVOCATION_MAX_LAG_SECONDS', 1, 300],
  ];

  test.each(integers)('%s is a whole number from %d to %d', (name, min, max) => {
    const expected = [`${name}: Write a whole number from ${min} to ${max}.`];
    const wrong = ['-1', '1.5', '1e3', '0x10', ' 1', '1 ', 'NaN', 'many', String(max + 1), '99999999999', '٣'];
    for (const value of wrong) expect([value, problems({ [name]: value })]).toEqual([value, expected]);
    if (min > 0) expect(problems({ [name]: '0' })).toEqual(expected);
  });

  test.each<[Record<string, string>, string]>([
    [{ DATABASE_URL: 'nonsense', MASTER_KEY }, `DATABASE_URL: ${url}`],
    [{ DATABASE_URL: 'mysql://u:p@h/n', MASTER_KEY }, `DATABASE_URL: ${url}`],
    [{ DATABASE_URL: 'postgres://u:p@h:99999/n', MASTER_KEY }, `DATABASE_URL: ${url}`],
    [{ DATABASE_URL: 'notpostgres://h/n', MASTER_KEY }, `DATABASE_URL: ${url}`],
    [{ MASTER_KEY: 'short' }, `MASTER_KEY: ${key}`],
    [{ MASTER_KEY: Buffer.alloc(31).toString('base64') }, `MASTER_KEY: ${key}`],
    [{ MASTER_KEY: Buffer.alloc(33).toString('base64') }, `MASTER_KEY: ${key}`],
    [{ MASTER_KEY: `${MASTER_KEY},` }, `MASTER_KEY: ${key}`],
    [{ MASTER_KEY: `${MASTER_KEY},short` }, `MASTER_KEY: ${key}`],
    [{ MASTER_KEY: Buffer.from(MASTER_KEY, 'base64').toString('hex') }, `MASTER_KEY: ${key}`],
    ...guessable.map(([, bytes]): [Record<string, string>, string] => [
      { MASTER_KEY: bytes.toString('base64') },
      `MASTER_KEY: ${guessableKey}`,
    ]),
    [{ MASTER_KEY: `${ZEROS},${MASTER_KEY}` }, `MASTER_KEY: ${guessableKey}`],
    [{ PUBLIC_URL: 'api.example.com' }, `PUBLIC_URL: ${publicUrl}`],
    ...['PUBLIC_URL', 'APP_URL'].flatMap((name) =>
      ['?', '?a=b', '/#', '/#/login', '/a?b#c', '/a b', '\\'].map((end): [Record<string, string>, string] => [
        { [name]: `https://example.com${end}` },
        `${name}: ${name === 'APP_URL' ? appUrl : publicUrl} ${bare}`,
      ]),
    ),
    ...['ann:hush@', 'ann@', ':hush@', '@', ':@'].map((userinfo): [Record<string, string>, string] => [
      { APP_URL: `https://${userinfo}example.com` },
      `APP_URL: ${appUrl} ${bare}`,
    ]),
    [{ PUBLIC_URL: 'ftp://api.example.com' }, `PUBLIC_URL: ${publicUrl}`],
    [{ PUBLIC_URL: 'javascript:alert(1)' }, `PUBLIC_URL: ${publicUrl}`],
    [{ TOKEN_ALGORITHM: 'none' }, 'TOKEN_ALGORITHM: Use one of RS256, PS256, ES256, EdDSA, HS256.'],
    [{ TOKEN_ALGORITHM: 'rs256' }, 'TOKEN_ALGORITHM: Use one of RS256, PS256, ES256, EdDSA, HS256.'],
    [secret('secret'), `TOKEN_SECRET: ${guessableSecret}`],
    [secret('x'.repeat(31)), `TOKEN_SECRET: ${guessableSecret}`],
    [secret('0123456789 abcdefghijklmnopqrst'), `TOKEN_SECRET: ${guessableSecret}`],
    [secret('a'.repeat(100)), `TOKEN_SECRET: ${guessableSecret}`],
    [secret('abcabca'.repeat(10)), `TOKEN_SECRET: ${guessableSecret}`],
    [secret('1234567'.repeat(10)), `TOKEN_SECRET: ${guessableSecret}`],
    [{ APP_URL: 'app.example.com' }, 'APP_URL: Write the http or https address of your pages.'],
    [{ REGISTRATION: 'no' }, 'REGISTRATION: Use one of open, closed.'],
    [{ EMAIL_VERIFICATION: 'on' }, 'EMAIL_VERIFICATION: Use one of off, required.'],
    [
      { SMTP_URL: 'smtp://ann:hush@h?debug=true', MAIL_FROM: 'a@example.com' },
      'SMTP_URL: Write smtps://user:password@host:port, or smtp://… for a server without TLS or with STARTTLS.',
    ],
    [
      { SMTP_URL: 'smtp://h', MAIL_FROM: 'Acme' },
      'MAIL_FROM: Write an address, or a name with an address: Name <no-reply@host>.',
    ],
    [{ INTROSPECTION: 'on' }, 'INTROSPECTION: Use one of full, shaped, off.'],
    [{ ACCESS_LOG: 'on' }, 'ACCESS_LOG: Use one of off, refused, all.'],
    [
      { ACCESS_LOG: 'all,/var/log/access.jsonl' },
      'ACCESS_LOG: Only a file can follow the comma: write refused,file:/var/log/access.jsonl; or leave it out to use the log.',
    ],
    [
      { ACCESS_LOG: 'all,file:' },
      'ACCESS_LOG: Only a file can follow the comma: write refused,file:/var/log/access.jsonl; or leave it out to use the log.',
    ],
    ...['warn', 'silent', 'info,access=warn'].map((LOG_LEVEL): [Record<string, string>, string] => [
      { ACCESS_LOG: 'refused', LOG_LEVEL },
      'ACCESS_LOG: Decisions are logged at info, which LOG_LEVEL turns off for the part access. Add access=info to LOG_LEVEL, or write to a file: refused,file:/var/log/access.jsonl.',
    ]),
    ...['error', 'access=silent'].map((LOG_LEVEL): [Record<string, string>, string] => [
      { ACCESS_DRY_RUN: 'on', LOG_LEVEL },
      'ACCESS_DRY_RUN: What would be refused is logged at warn, which LOG_LEVEL turns off for the part access. Add access=warn to LOG_LEVEL.',
    ]),
    [{ LOG_LEVEL: 'verbose' }, 'LOG_LEVEL: Use one of trace, debug, info, warn, error, fatal, silent.'],
    [{ LOG_LEVEL: 'info,tokens=loud' }, 'LOG_LEVEL: Use one of trace, debug, info, warn, error, fatal, silent.'],
    [
      { LOG_LEVEL: 'info,token=debug' },
      'LOG_LEVEL: There is no part "token". Choose from requests, access, tokens, sessions, accounts, mail, keys, limits, audit, database, http, server, modules.',
    ],
    [{ LOG_LEVEL: 'info,debug' }, 'LOG_LEVEL: info and debug both apply to all parts. Write only one.'],
    [{ LOG_FORMAT: 'xml' }, 'LOG_FORMAT: Use one of json, pretty.'],
    [{ ADMIN_EMAIL: 'ann', ADMIN_PASSWORD: 'long enough' }, 'ADMIN_EMAIL: This is not an e-mail address.'],
    [
      { ADMIN_EMAIL: 'ann@example.com', ADMIN_PASSWORD: 'short' },
      'ADMIN_PASSWORD: A password must have at least 8 characters.',
    ],
  ])('%j', (env, expected) => {
    expect(problems(env)).toEqual([expected]);
  });
});

describe('what contradicts itself', () => {
  const required = (when: string) => `MASTER_KEY: Required when ${when}. Generate one with: openssl rand -base64 32`;
  const unused = 'TOKEN_SECRET: It is used only with TOKEN_ALGORITHM=HS256. Set that, or remove TOKEN_SECRET.';
  const plainLinks =
    'APP_URL: The links in mails lead there, and anyone who reads such a link can use it. Write an https address.';
  const mailPair = 'SMTP_URL, MAIL_FROM: One requires the other. Set both or neither.';
  const slowPolling =
    'REVOCATION_POLL_MILLISECONDS: Set it to at most half of REVOCATION_MAX_LAG_SECONDS, or raise that.';
  const pair = 'ADMIN_EMAIL, ADMIN_PASSWORD: One requires the other. Set both or neither.';
  test.each<[Record<string, string>, string]>([
    [{ NODE_ENV: 'production' }, required('NODE_ENV is production')],
    [
      { TOKEN_ALGORITHM: 'HS256', TOKEN_SECRET: SECRET, KEY_ROTATION_DAYS: '1' },
      'KEY_ROTATION_DAYS: The key of TOKEN_SECRET cannot be rotated. Remove one of them.',
    ],
    [{ REVOCATION_POLL_MILLISECONDS: '2501' }, slowPolling],
    [{ REVOCATION_MAX_LAG_SECONDS: '1', REVOCATION_POLL_MILLISECONDS: '501' }, slowPolling],
    [{ DATABASE_URL: 'postgres://h/n' }, required('DATABASE_URL is set')],
    [{ DATABASE_URL: 'postgres://h/n', NODE_ENV: 'production' }, required('DATABASE_URL is set')],
    [{ NODE_ENV: 'production', MASTER_KEY: '' }, required('NODE_ENV is production')],
    [{ TOKEN_SECRET: SECRET }, unused],
    [{ TOKEN_SECRET: SECRET, TOKEN_ALGORITHM: 'ES256' }, unused],
    [
      { ACCESS_DRY_RUN: 'on', NODE_ENV: 'production', MASTER_KEY },
      'ACCESS_DRY_RUN: It lets everyone in. Remove it; in production only "forced" turns it on.',
    ],
    ...['http://app.example.com', 'HTTP://app.example.com', 'http://localhost.example.com'].map(
      (APP_URL): [Record<string, string>, string] => [{ APP_URL, NODE_ENV: 'production', MASTER_KEY }, plainLinks],
    ),
    [
      {
        PUBLIC_URL: 'http://api.internal',
        SMTP_URL: 'smtps://h',
        MAIL_FROM: 'a@example.com',
        NODE_ENV: 'production',
        MASTER_KEY,
      },
      plainLinks,
    ],
    [{ SMTP_URL: 'smtp://h' }, mailPair],
    [{ MAIL_FROM: 'no-reply@example.com' }, mailPair],
    [
      { EMAIL_VERIFICATION: 'required', NODE_ENV: 'production', MASTER_KEY },
      'EMAIL_VERIFICATION: Without SMTP_URL, the mail that users need cannot be sent. Set SMTP_URL.',
    ],
    [{ ADMIN_EMAIL: 'ann@example.com' }, pair],
    [{ ADMIN_PASSWORD: 'correct horse battery' }, pair],
    [{ ADMIN_PASSWORD: 'correct horse battery', ADMIN_EMAIL: '' }, pair],
  ])('%j', (env, expected) => {
    expect(problems(env)).toEqual([expected]);
  });
});

test('every problem is told at once, one line each, and no secret', () => {
  const env = {
    NODE_ENV: 'production',
    PORT: 'hush-port',
    DATABASE_URL: 'mysql://ann:hush-database@h/n',
    PUBLIC_URL: 'hush-url',
    TOKEN_ALGORITHM: 'hush-algorithm',
    TOKEN_SECRET: 'hush-secret',
    MASTER_KEY: 'hush-key',
    ACCESS_TOKEN_TTL_SECONDS: '0',
    ADMIN_PASSWORD: 'hush',
    SMTP_URL: 'http://ann:hush@h',
    EMAIL_VERIFICATION: 'hush-mode',
    LOG_LEVEL: 'hush-level',
  };
  const lines = problems(env);
  expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(
    [
      ...['ACCESS_TOKEN_TTL_SECONDS', 'ADMIN_EMAIL, ADMIN_PASSWORD', 'ADMIN_PASSWORD', 'DATABASE_URL', 'LOG_LEVEL'],
      ...['EMAIL_VERIFICATION', 'SMTP_URL', 'SMTP_URL, MAIL_FROM'],
      ...['MASTER_KEY', 'PORT', 'PUBLIC_URL', 'TOKEN_ALGORITHM', 'TOKEN_SECRET', 'TOKEN_SECRET'],
    ].sort(),
  );
  expect(lines.filter((line) => /hush|\n/.test(line))).toEqual([]);
});
