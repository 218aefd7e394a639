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
      '`development`, `test` or `production`. In production there is no explorer, no administrator is created for you, and `MASTER_KEY` is required',
  }),
  HOST: z.string().optional().meta({
    description: 'the address to listen on; outside production, the server warns if others can reach it',
    default: '127.0.0.1; in production, 0.0.0.0',
  }),
  PORT: integer(0, 65_535, 4000).meta({
    description:
      'the port to listen on. 0 picks a free port, a different one at each start; the default of `PUBLIC_URL` contains the port, so set `PUBLIC_URL` if tokens must outlive a restart',
  }),
  DATA_DIR: z.string().default(DEFAULT_DATA_DIR).meta({
    description:
      'the folder of the embedded database and, in development, of the master key and mails; created with mode 0700',
  }),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'Write postgres://user:password@host:port/name.' })
    .optional()
    .meta({ description: '`postgres://…`, to use PostgreSQL instead of the embedded database' }),
  MASTER_KEY: masterKeyVariable.optional().meta({
    description:
      '32 random bytes in base64, from which the keys for encryption and signing are derived; required in production and with `DATABASE_URL`. `new,old`: the first encrypts, both decrypt. The first is refused if it is obviously not random',
    default: 'generated in DATA_DIR',
  }),
  PUBLIC_URL: webAddress('Write the http or https address at which clients reach this server.').meta({
    description:
      'the address at which clients reach the server, without a query, fragment, user or password. It must be the same for every instance on one database: an instance that finds another one with a different address logs a warning that names both',
    default: 'http://localhost:PORT',
  }),
  APP_URL: webAddress('Write the http or https address of your pages.').meta({
    description:
      'the address of your pages, to which the links in mails lead: https in production; without a query, fragment, user or password. The default has pages only in development',
    default: 'PUBLIC_URL',
  }),
  TOKEN_ISSUER: z.string().optional().meta({ description: 'the exact `iss` of access tokens', default: 'PUBLIC_URL' }),
  TOKEN_AUDIENCE: z
    .string()
    .optional()
    .meta({ description: 'the exact `aud` of access tokens', default: 'PUBLIC_URL' }),
  CLOCK_TOLERANCE_SECONDS: integer(0, 60, 15).meta({
    description: '0 to 60: by how much the clock of the issuer of a token may differ',
  }),
  TRUSTED_ISSUERS: z.string().optional().meta({
    description:
      'other issuers whose tokens are accepted: a JSON array, or the path of a file that contains one; see [trusted issuers](tokens.md#trusted-issuers)',
  }),
  INTROSPECTION: oneOf(INTROSPECTIONS).optional().meta({
    description:
      '`shaped`: viewers see the part of the schema that they can use, and errors name nothing else. `full`: everyone sees the whole schema. `off`: nobody sees it, and errors name no part of it',
    default: 'full; in production, shaped',
  }),
  EXPLORER: oneOf(EXPLORERS).optional().meta({
    description:
      'the page that a browser gets at `/graphql`: `sandbox`, Apollo Sandbox, or GraphiQL where the CDN of Sandbox cannot be reached; `graphiql`, which comes with this server; `off`. In production, an explorer that is set is open to anyone who reaches the server, and shows each viewer as much of the schema as `INTROSPECTION` does, with its rules; see [exploring](exploring.md)',
    default: 'sandbox; off in production, and where only `TRUSTED_DOCUMENTS` are run',
  }),
  HTTP_STATUS: oneOf(HTTP_STATUSES, 'graphql').meta({
    description:
      '`graphql`: an operation that was run is answered with 200, even if it was refused. `mapped`: an operation that was refused entirely is answered with 401, 403 or 429. Applies to clients that accept `application/json`; for others, the specification decides',
  }),
  TLS_CERT_FILE: z.string().optional().meta({
    description:
      'a PEM file with the certificate of the server, followed by its intermediate certificates; with it, the server terminates TLS itself. It is reloaded when it changes, and on SIGHUP',
  }),
  TLS_KEY_FILE: z.string().optional().meta({ description: 'a PEM file with the private key of that certificate' }),
  INSECURE_HTTP: oneOf(['off', 'on'], 'off').meta({
    description:
      '`on`: in production, the server listens without TLS and without `TRUSTED_PROXIES`, and `PUBLIC_URL` may be http. Use it only where nobody else can listen',
  }),
  BATCH_LIMIT: integer(0, 100, 0).meta({
    description:
      'up to 100: the maximum number of operations in one request, sent as a JSON array; 0 accepts no arrays. They run one after another, and share the limits of one operation',
  }),
  TRUSTED_DOCUMENTS: trustedDocumentsVariable.optional().meta({
    description:
      'the file of documents that clients may refer to by id: an Apollo manifest, or a JSON object that maps ids to texts. Each must be valid for the schema',
  }),
  TRUSTED_DOCUMENTS_MODE: oneOf(TRUSTED_DOCUMENTS_MODES, 'only').meta({
    description: '`only`: the server runs only those documents. `also`: it runs them and any other document',
  }),
  STRICT_TRANSPORT_SECURITY: strictTransportVariable.optional().meta({
    description:
      '`off`, or the value of the header on answers over https, which tells browsers how long to use only https',
    default: `${DEFAULT_STRICT_TRANSPORT}; none where \`PUBLIC_URL\` is a local address`,
  }),
  CONNECTIONS_PER_ADDRESS: integer(1, 1_000_000, 500).meta({
    description:
      '1 to 1000000: the maximum number of open connections per client address, that is an IPv4 address or an IPv6 /64; a further one is closed unread. Trusted proxies are not limited',
  }),
  KEEP_ALIVE_SECONDS: wholeNumber(1, 3600).optional().meta({
    description:
      '1 to 3600: how long an idle connection stays open. Make it longer than the proxy in front keeps it, or a request may arrive on a connection that is just being closed',
    default: '5; with `TRUSTED_PROXIES`, 75',
  }),
  HEADERS_TIMEOUT_SECONDS: integer(1, 60, 10).meta({
    description:
      '1 to 60: how long the headers of a request may take, counted from the connection or from the previous answer; after that, the answer is 408',
  }),
  REQUEST_TIMEOUT_SECONDS: integer(1, 300, 30).meta({
    description:
      '1 to 300: how long the headers and the body of a request may take together; after that, the answer is 408. It also bounds the time for the headers',
  }),
  SHUTDOWN_DELAY_SECONDS: integer(0, 300, 0).meta({
    description:
      '0 to 300: how long a stopping server still accepts connections while `/readyz` says that it is not ready. For load balancers that poll it',
  }),
  DRAIN_TIMEOUT_SECONDS: integer(1, 300, 10).meta({
    description: '1 to 300: how long requests in flight may take after that; then their connections are closed',
  }),
  CORS_ORIGINS: corsOriginsVariable.optional().meta({
    description:
      'the origins whose pages may use the API in a browser, separated by commas: `https://app.example.com`, or `https://*.example.com` for any one label. A single `*` allows all origins',
    default: 'none; in development, those of this machine and https://studio.apollographql.com',
  }),
  REFRESH_COOKIE: oneOf(['off', 'on'], 'off').meta({
    description:
      '`on`: refresh tokens are kept in a cookie that scripts cannot read, for pages of `PUBLIC_URL` and `CORS_ORIGINS`; a client that sends `x-refresh-token: body` still gets them in the body. `PUBLIC_URL` must be https, unless it is a local address',
  }),
  REFRESH_COOKIE_SAMESITE: oneOf(['strict', 'lax'], 'strict').meta({
    description: 'the `SameSite` attribute of that cookie: `strict` or `lax`',
  }),
  TRUSTED_PROXIES: trustedProxiesVariable.optional().meta({
    description:
      'the proxies in front of the server: addresses, ranges (`10.0.0.0/8`), `loopback` or `private`, separated by commas. Only they may state the address of the client and whether it uses https, in `Forwarded`, or in `X-Forwarded-For` and `X-Forwarded-Proto`, and the id of the request in `X-Request-Id` or `traceparent`',
  }),
  METRICS_PORT: wholeNumber(0, 65_535).optional().meta({
    description:
      'the port on which Prometheus reads `/metrics`, separate from `PORT` so that clients cannot. 0 picks a free port, which the log shows. Without it there are no metrics',
  }),
  METRICS_HOST: z.string().optional().meta({ description: 'the address to listen on for metrics', default: 'HOST' }),
  METRICS_OPERATIONS: operationNamesVariable.optional().meta({
    description:
      'the operation names that metrics distinguish, separated by commas, in addition to those of `TRUSTED_DOCUMENTS`; all others are `other`',
  }),
  ...limitVariables,
  ACCESS_DRY_RUN: oneOf(['off', 'on', 'forced'], 'off').meta({
    description:
      '`on`: `@auth` refuses nothing, but logs what it would refuse. In production, only `forced` turns it on',
  }),
  ACCESS_PAGE_ROLE: z.string().optional().meta({
    description:
      'the role that viewers need to open the [access page](access-page.md) at `/access`, either directly or included in another role. In production there is no page without it',
    default: 'none; in development anyone may',
  }),
  ACCESS_LOG: accessLogVariable.optional().meta({
    description:
      '`refused` or `all`: which decisions of `@auth` are recorded, in the log or in the file named after a comma: `all,file:/var/log/access.jsonl`, which is reopened on SIGHUP; see [logs](logs.md#decisions)',
    default: 'off',
  }),
  LOG_LEVEL: logLevelVariable.optional().meta({
    description:
      '`trace` to `fatal`, or `silent`, optionally followed by levels for parts of the log: `info,tokens=debug`. At `info`, each request is one line; see [logs](logs.md)',
    default: 'info',
  }),
  LOG_FORMAT: oneOf(['json', 'pretty']).optional().meta({
    description: '`json`: one JSON object per line. `pretty`: for people to read',
    default: 'pretty; in production, json',
  }),
};

/** What was read of them. */
export type VariableValues = z.output<z.ZodObject<typeof variables>>;
