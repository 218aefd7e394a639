import { z } from 'zod';
import { integer, oneOf, wholeNumber } from '../../toolkit/variables.js';
import { webAddress } from '../../toolkit/web-address.js';
import { accessLogVariable } from './access-log.js';
import { corsOriginsVariable } from './cors-origins.js';
import { limitVariables } from './limits.js';
import { logLevelVariable } from './log-levels.js';
import { masterKeyVariable } from './master-key-variable.js';
import { operationNamesVariable } from './operation-names.js';
import { DEFAULT_STRICT_TRANSPORT, strictTransportVariable } from './strict-transport.js';
import { TRUSTED_DOCUMENTS_MODES, trustedDocumentsVariable } from './trusted-documents.js';
import { trustedProxiesVariable } from './trusted-proxies.js';

export const DEFAULT_DATA_DIR = './data';

const INTROSPECTIONS = ['full', 'shaped', 'off'] as const;
const EXPLORERS = ['sandbox', 'graphiql', 'off'] as const;
const HTTP_STATUSES = ['graphql', 'mapped'] as const;

/** The variables of the server itself, in the order in which they are told. */
export const variables = {
  NODE_ENV: oneOf(['development', 'test', 'production'], 'development').meta({
    description:
      '`development`, `test` or `production`. Production has neither an explorer nor an administrator made for you, and needs `MASTER_KEY`',
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
  TRUSTED_ISSUERS: z.string().optional().meta({
    description:
      'issuers whose tokens count too: a JSON array, or the path of a file with it; see [trusted issuers](tokens.md#trusted-issuers)',
  }),
  INTROSPECTION: oneOf(INTROSPECTIONS).optional().meta({
    description:
      '`shaped`: viewers read the schema that they can use, and errors name nothing else. `full`: everybody reads all of it. `off`: nobody reads it, and errors name nothing of it',
    default: 'full; in production shaped',
  }),
  EXPLORER: oneOf(EXPLORERS).optional().meta({
    description:
      'the page that a browser gets at `/graphql`: `sandbox`, Apollo Sandbox, or GraphiQL where its CDN is out of reach; `graphiql`, which this server brings itself; `off`. In production, one that is set is there for everybody who reaches the server, and shows each viewer as much of the schema as `INTROSPECTION` does, with its rules; see [exploring](exploring.md)',
    default: 'sandbox; off in production, and where nothing but `TRUSTED_DOCUMENTS` is run',
  }),
  HTTP_STATUS: oneOf(HTTP_STATUSES, 'graphql').meta({
    description:
      '`graphql`: an operation that was run is answered with 200, refused or not. `mapped`: one of which everything was refused is answered with 401, 403 or 429. For clients of `application/json`; the specification says what the others get',
  }),
  TLS_CERT_FILE: z.string().optional().meta({
    description:
      'a PEM file with the certificate of the server, and after it those that it was signed with: the server speaks TLS itself then. It is read again when it changes, and on SIGHUP',
  }),
  TLS_KEY_FILE: z.string().optional().meta({ description: 'a PEM file with the key of that certificate' }),
  INSECURE_HTTP: oneOf(['off', 'on'], 'off').meta({
    description:
      '`on`: in production the server listens without TLS and without `TRUSTED_PROXIES`, and `PUBLIC_URL` may be http. For where nobody else can listen',
  }),
  BATCH_LIMIT: integer(0, 100, 0).meta({
    description:
      'up to 100: how many operations one request may have, as a JSON array; with 0 no array is taken. They run one after the other, and have together the limits of one',
  }),
  TRUSTED_DOCUMENTS: trustedDocumentsVariable.optional().meta({
    description:
      'the file of the documents that clients may name by their ids: a manifest of Apollo, or a JSON object of texts by their ids. Each must fit the schema',
  }),
  TRUSTED_DOCUMENTS_MODE: oneOf(TRUSTED_DOCUMENTS_MODES, 'only').meta({
    description: '`only`: nothing but those documents is run. `also`: those, and any other',
  }),
  STRICT_TRANSPORT_SECURITY: strictTransportVariable.optional().meta({
    description:
      '`off`, or the value of the header, which answers over https have: browsers stay with https for so long',
    default: `${DEFAULT_STRICT_TRANSPORT}; none where \`PUBLIC_URL\` is a machine of your own`,
  }),
  CONNECTIONS_PER_ADDRESS: integer(1, 1_000_000, 500).meta({
    description:
      '1 to 1000000: how many connections a client address may have at once, an IPv4 address or a /64 of IPv6; one more is ended unread. Trusted proxies have as many as they need',
  }),
  KEEP_ALIVE_SECONDS: wholeNumber(1, 3600).optional().meta({
    description:
      '1 to 3600: how long a connection stays open of which all was answered. Longer than a proxy in front keeps it, or else a request can meet its end',
    default: '5; with `TRUSTED_PROXIES` 75',
  }),
  HEADERS_TIMEOUT_SECONDS: integer(1, 60, 10).meta({
    description:
      '1 to 60: how long the headers of a request may take, from the connection on, or from the answer before; after that 408',
  }),
  REQUEST_TIMEOUT_SECONDS: integer(1, 300, 30).meta({
    description:
      '1 to 300: how long a request may take, headers and body together; after that 408. Its headers have no longer either',
  }),
  SHUTDOWN_DELAY_SECONDS: integer(0, 300, 0).meta({
    description:
      '0 to 300: how long a server that is to stop goes on taking connections, while `/readyz` says that it is not ready. For load balancers that look at it now and then',
  }),
  DRAIN_TIMEOUT_SECONDS: integer(1, 300, 10).meta({
    description: '1 to 300: how long the answers in flight may take after that; then their connections are ended',
  }),
  CORS_ORIGINS: corsOriginsVariable.optional().meta({
    description:
      'the origins of the pages that may use the API in a browser, with commas between them: `https://app.example.com`, `https://*.example.com` for one label. `*` stands for all, and stands alone',
    default: 'none; in development those of this machine, and https://studio.apollographql.com',
  }),
  REFRESH_COOKIE: oneOf(['off', 'on'], 'off').meta({
    description:
      '`on`: refresh tokens are kept in a cookie that no script reads, for pages of `PUBLIC_URL` and `CORS_ORIGINS`; whoever sends `x-refresh-token: body` still gets theirs in the body. `PUBLIC_URL` has to be https, but for a machine of your own',
  }),
  REFRESH_COOKIE_SAMESITE: oneOf(['strict', 'lax'], 'strict').meta({
    description: '`SameSite` of that cookie: `strict`, or `lax`',
  }),
  TRUSTED_PROXIES: trustedProxiesVariable.optional().meta({
    description:
      'the proxies in front of the server: addresses, ranges (`10.0.0.0/8`), `loopback` or `private`, with commas between them. They are believed the address of the client, and whether it speaks https, in `Forwarded`, or `X-Forwarded-For` and `X-Forwarded-Proto`, and the id of the request in `X-Request-Id` or `traceparent`; nobody else is',
  }),
  METRICS_PORT: wholeNumber(0, 65_535).optional().meta({
    description:
      'the port on which Prometheus reads `/metrics`: apart from `PORT`, so that nobody else does. 0 takes a free one, which the log tells. Without it there are no metrics',
  }),
  METRICS_HOST: z.string().optional().meta({ description: 'the address to listen on for that', default: 'HOST' }),
  METRICS_OPERATIONS: operationNamesVariable.optional().meta({
    description:
      'the names of operations that metrics tell apart, with commas between them, beside those of `TRUSTED_DOCUMENTS`; all others are `other`',
  }),
  ...limitVariables,
  ACCESS_DRY_RUN: oneOf(['off', 'on', 'forced'], 'off').meta({
    description:
      '`on`: `@auth` refuses nothing, and what it would refuse is logged. In production only `forced` turns it on',
  }),
  ACCESS_PAGE_ROLE: z.string().optional().meta({
    description:
      'the role that viewers need to open the [access page](access-page.md) at `/access`, by itself or included in another. In production there is no page without it',
    default: 'none; in development everybody may',
  }),
  ACCESS_LOG: accessLogVariable.optional().meta({
    description:
      '`refused` or `all`: decisions of `@auth` are recorded in the log, or in the file after a comma: `all,file:/var/log/access.jsonl`, which is opened again on SIGHUP; see [logs](logs.md#decisions)',
    default: 'off',
  }),
  LOG_LEVEL: logLevelVariable.optional().meta({
    description:
      '`trace` to `fatal`, or `silent`; after it others for parts of the log: `info,tokens=debug`. At `info` each request is a line; see [logs](logs.md)',
    default: 'info',
  }),
  LOG_FORMAT: oneOf(['json', 'pretty']).optional().meta({
    description: '`json`: a JSON object a line. `pretty`: for people to read',
    default: 'pretty; in production json',
  }),
};

/** What was read of them. */
export type VariableValues = z.output<z.ZodObject<typeof variables>>;
