import type { BaseConfig, Environment } from '../../module/index.js';
import type { AccessLogConfig } from './access-log.js';
import { type CorsOrigins, DEVELOPMENT_ORIGINS, NO_ORIGINS } from './cors-origins.js';
import { type Limits, readLimits } from './limits.js';
import { DEFAULT_LOG_LEVELS, type LogLevel, type LogLevels } from './log-levels.js';
import { defaultPublicUrl } from './public-url.js';
import { type RefreshCookieConfig, refreshCookieAt } from './refresh-cookie.js';
import { strictTransportOf } from './strict-transport.js';
import { tlsOf } from './tls-files.js';
import type { Transport } from './transport.js';
import type { TrustedDocumentsConfig } from './trusted-documents.js';
import { trustedIssuersOf } from './trusted-issuers.js';
import { NO_PROXIES, type TrustedProxies } from './trusted-proxies.js';
import type { VariableValues } from './variables.js';

/** What can be set from outside of the server itself, and not of a module. */
export interface OwnConfig extends BaseConfig, Transport {
  readonly host: string;
  /** 0 takes a free one; what has the server's address by default has that port once it is known. */
  readonly port: number;
  /** Without one, the embedded database in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** The first seals, all open. Without one, it is made and kept in `dataDir`. */
  readonly masterKeys: readonly Buffer[] | undefined;
  readonly introspection: NonNullable<VariableValues['INTROSPECTION']>;
  /** The page that a browser gets at `/graphql`. */
  readonly explorer: NonNullable<VariableValues['EXPLORER']>;
  /** `@auth` refuses nothing, and what it would refuse is logged. */
  readonly accessDryRun: boolean;
  /** Who may open the access page; undefined for everybody in development, and for nobody in production. */
  readonly accessPageRole: string | undefined;
  /** Which decisions of `@auth` are recorded, and where; undefined if none is. */
  readonly accessLog: AccessLogConfig | undefined;
  readonly logLevel: LogLevel;
  /** Of the parts that have a level of their own. */
  readonly logPartLevels: LogLevels['parts'];
  readonly logFormat: NonNullable<VariableValues['LOG_FORMAT']>;
  /** The proxies that are believed what they say of the client. */
  readonly trustedProxies: TrustedProxies;
  /** Whether what was refused as a whole has an HTTP status of its own. */
  readonly httpStatus: VariableValues['HTTP_STATUS'];
  /** How many operations a batch may have; 0 refuses all batches. */
  readonly batchLimit: number;
  /** The documents that clients may name by their ids. */
  readonly trustedDocuments: TrustedDocumentsConfig | undefined;
  /** Whose pages may read answers in a browser. */
  readonly corsOrigins: CorsOrigins;
  /** What answers over https say of `Strict-Transport-Security`; undefined if nothing. */
  readonly strictTransport: string | undefined;
  /** How many a client address may have at once. */
  readonly connectionsPerAddress: number;
  /** How long a connection stays open of which all was answered. */
  readonly keepAliveSeconds: number;
  /** How long the headers of a request may take. */
  readonly headersTimeoutSeconds: number;
  /** How long a request may take to come, with its body. */
  readonly requestTimeoutSeconds: number;
  /** How long a server that is to stop takes connections as before. */
  readonly shutdownDelaySeconds: number;
  /** How long answers in flight may take after that. */
  readonly drainTimeoutSeconds: number;
  /** The cookie that refresh tokens are kept in; undefined if they are in the body. */
  readonly refreshCookie: RefreshCookieConfig | undefined;
  readonly limits: Limits;
  /** Where metrics are served; undefined if they are not. */
  readonly metrics: MetricsAddress | undefined;
  /** The names of operations that metrics tell apart, beside those of the trusted documents. */
  readonly metricsOperations: readonly string[];
}

export interface MetricsAddress {
  readonly host: string;
  /** False if it is the host of the server, for want of one of its own. */
  readonly isHostChosen: boolean;
  /** 0 takes a free one. */
  readonly port: number;
}

/** With what counts where a variable is not set, and depends on others. */
export function readOwnConfig(env: VariableValues, texts: Environment): OwnConfig {
  const isProduction = env.NODE_ENV === 'production';
  const tls = tlsOf(env);
  const host = env.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1');
  const levels = env.LOG_LEVEL ?? DEFAULT_LOG_LEVELS;
  const publicUrl = env.PUBLIC_URL ?? defaultPublicUrl({ port: env.PORT, tls });
  return {
    isProduction,
    host,
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
    trustedIssuers: trustedIssuersOf(texts),
    introspection: env.INTROSPECTION ?? (isProduction ? 'shaped' : 'full'),
    explorer: env.EXPLORER ?? (isProduction || runsOnlyTrusted(env) ? 'off' : 'sandbox'),
    accessDryRun: env.ACCESS_DRY_RUN !== 'off',
    accessPageRole: env.ACCESS_PAGE_ROLE,
    accessLog: env.ACCESS_LOG,
    logLevel: levels.all,
    logPartLevels: levels.parts,
    logFormat: env.LOG_FORMAT ?? (isProduction ? 'json' : 'pretty'),
    tls,
    strictTransport: strictTransportOf(env.STRICT_TRANSPORT_SECURITY, publicUrl),
    connectionsPerAddress: env.CONNECTIONS_PER_ADDRESS,
    keepAliveSeconds: env.KEEP_ALIVE_SECONDS ?? (env.TRUSTED_PROXIES ? 75 : 5),
    headersTimeoutSeconds: Math.min(env.HEADERS_TIMEOUT_SECONDS, env.REQUEST_TIMEOUT_SECONDS),
    requestTimeoutSeconds: env.REQUEST_TIMEOUT_SECONDS,
    shutdownDelaySeconds: env.SHUTDOWN_DELAY_SECONDS,
    drainTimeoutSeconds: env.DRAIN_TIMEOUT_SECONDS,
    insecureHttp: env.INSECURE_HTTP === 'on',
    trustedProxies: env.TRUSTED_PROXIES ?? NO_PROXIES,
    refreshCookie: env.REFRESH_COOKIE === 'on' ? refreshCookieAt(publicUrl, env.REFRESH_COOKIE_SAMESITE) : undefined,
    trustedDocuments: env.TRUSTED_DOCUMENTS && {
      mode: env.TRUSTED_DOCUMENTS_MODE,
      documents: env.TRUSTED_DOCUMENTS,
    },
    batchLimit: env.BATCH_LIMIT,
    httpStatus: env.HTTP_STATUS,
    corsOrigins: env.CORS_ORIGINS ?? (env.NODE_ENV === 'development' ? DEVELOPMENT_ORIGINS : NO_ORIGINS),
    limits: readLimits(env),
    metricsOperations: env.METRICS_OPERATIONS ?? [],
    metrics: metricsAddressOf(env, host),
  };
}

/** An explorer asks for the schema, which is no trusted document. */
function runsOnlyTrusted({ TRUSTED_DOCUMENTS: documents, TRUSTED_DOCUMENTS_MODE: mode }: VariableValues): boolean {
  return documents !== undefined && mode === 'only';
}

function metricsAddressOf({ METRICS_PORT: port, METRICS_HOST: own }: VariableValues, host: string) {
  return port === undefined ? undefined : { host: own ?? host, isHostChosen: own !== undefined, port };
}
