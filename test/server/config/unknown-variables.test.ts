import { describe, expect, test } from '@jest/globals';
import { modules } from '../../../src/modules.js';
import { loadConfig } from '../../../src/server/config/config.js';
import { startServer } from '../../support/server.js';

const told = (env: Readonly<Record<string, string>>) => loadConfig({ modules, env }).unknownVariables;
const NOT_OURS = 'is not a variable of this server and has no effect.';

describe('a variable that is not ours, and looks so, is told with the nearest that there is:', () => {
  test.each<[string, string]>([
    ['MASTERKEY', 'MASTER_KEY'],
    ['MASTER_KEYS', 'MASTER_KEY'],
    ['MASTER_KEY_FILE', 'MASTER_KEY'],
    ['PORTCULLIS_MASTER_KEY', 'MASTER_KEY'],
    ['PORTCULLIS_PORT', 'PORT'],
    ['PORTCULLIS_HOST', 'HOST'],
    ['master_key', 'MASTER_KEY'],
    ['Data_Dir', 'DATA_DIR'],
    ['DATADIR', 'DATA_DIR'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABASE_URL_FILE', 'DATABASE_URL'],
    ['PUBLIC_URI', 'PUBLIC_URL'],
    ['APPURL', 'APP_URL'],
    ['TOKEN_ISSUERS', 'TOKEN_ISSUER'],
    ['TOKEN_ALGORTIHM', 'TOKEN_ALGORITHM'],
    ['ACCESS_TOKEN_TTL_SECOND', 'ACCESS_TOKEN_TTL_SECONDS'],
    ['REFRESH_ABOLSUTE_SECONDS', 'REFRESH_ABSOLUTE_SECONDS'],
    ['EMAIL_VERIFCATION', 'EMAIL_VERIFICATION'],
    ['TRUSTED_ISSUER', 'TRUSTED_ISSUERS'],
    ['INTROSPECTON', 'INTROSPECTION'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['SESSION_PER_USER', 'SESSIONS_PER_USER'],
  ])('%s', (name, nearest) => {
    expect(told({ [name]: 'hush' })).toEqual([`${name} ${NOT_OURS} Did you mean ${nearest}?`]);
  });

  test.each<[string, string]>([
    ['SMTP_HOST', 'Similar variables: SMTP_URL.'],
    ['MAIL_SENDER_NAME', 'Similar variables: MAIL_FROM.'],
    ['ADMIN_NAME', 'Similar variables: ADMIN_EMAIL, ADMIN_PASSWORD.'],
    [
      'REFRESH_TOKEN_TTL',
      'Similar variables: REFRESH_COOKIE, REFRESH_COOKIE_SAMESITE, REFRESH_IDLE_SECONDS, REFRESH_ABSOLUTE_SECONDS, REFRESH_GRACE_SECONDS, REFRESH_LATE_RETRIES.',
    ],
    [
      'TRUSTED_HOSTS',
      'Similar variables: TRUSTED_ISSUERS, TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_MODE, TRUSTED_PROXIES.',
    ],
    ['CORS_HEADERS', 'Similar variables: CORS_ORIGINS.'],
    ['METRICS_SOCKET', 'Similar variables: METRICS_PORT, METRICS_HOST, METRICS_OPERATIONS.'],
    ['PORTCULLIS_COLOUR', 'Remove it; `portcullis config` lists all variables.'],
  ])('%s', (name, sentence) => {
    expect(told({ [name]: 'hush' })).toEqual([`${name} ${NOT_OURS} ${sentence}`]);
  });
});

test.each([
  [
    'those of a shell',
    ['PATH', 'HOME', 'HOSTNAME', 'HOSTTYPE', 'LOGNAME', 'MAIL', 'MAILCHECK', 'EMAIL', 'PORTS', 'PWD'],
  ],
  ['those of a desktop', ['SESSION_MANAGER', 'SESSIONNAME', 'XDG_DATA_DIRS', 'XDG_DATA_HOME', 'DISPLAY', 'HOST_URL']],
  [
    'those of Node and npm',
    ['NODE_OPTIONS', 'NODE_PATH', 'NODE_VERSION', 'NODE_EXTRA_CA_CERTS', 'YARN_VERSION', 'NODE'],
  ],
  ['those of OpenSSL', ['SSL_CERT_FILE', 'SSL_CERT_DIR']],
  ['those of npm', ['npm_config_loglevel', 'npm_package_name', 'npm_node_execpath', 'INIT_CWD', 'NPM_TOKEN']],
  [
    'other databases',
    ['DATABASE_URL_2', 'DATABASE_URL2', 'DATABASE_URL_UNPOOLED', 'DATABASE_PUBLIC_URL', 'DB_URL', 'PGDATA'],
  ],
  ['those of platforms', ['DATABASE_PRIVATE_URL', 'HEROKU_POSTGRESQL_RED_URL', 'RENDER_EXTERNAL_URL', 'FLY_APP_NAME']],
  ['those of the application', ['API_URL', 'APP_ENV', 'APP_ID', 'APP_NAME', 'BASE_URL', 'LOG_FILE', 'DATA_PATH']],
  ['secrets of others', ['SESSION_SECRET', 'ACCESS_KEY', 'ACCESS_TOKEN', 'KEY_ID', 'GITHUB_TOKEN', 'RAILS_MASTER_KEY']],
  ['services of Kubernetes', ['TOKEN_SERVICE_HOST', 'TOKEN_SERVICE_PORT_HTTP', 'PORTCULLIS_PORT_4000_TCP_ADDR']],
  ['what is spelt like PORT or HOST', ['PROT', 'POST', 'PORT1', 'HOSTS', 'GHOST', 'port', 'host']],
])('no other program is spoken of: %s', (_what, names) => {
  expect(told(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
});

test('the port of a service of Kubernetes is not one of ours, though it has the name', () => {
  expect(told({ SMTP_PORT: 'tcp://10.0.0.11:25', PORTCULLIS_PORT: 'tcp://10.0.0.12:4000' })).toEqual([]);
  expect(told({ SMTP_PORT: '587' })).toHaveLength(1);
});

test('what is ours, or empty, is not told', () => {
  expect(told({ LOG_LEVEL: 'warn', DATA_DIR: 'x', METRICS_PORT: '', MASTERKEY: '' })).toEqual([]);
});

test('the server tells it in its log', async () => {
  const server = await startServer({ env: { CORS_HEADERS: 'hush', MASTERKEY: 'hush' } });
  try {
    const warnings = server.logged.filter(({ level }) => level === 40).map(({ msg }) => msg);
    expect(warnings).toEqual([
      `CORS_HEADERS ${NOT_OURS} Similar variables: CORS_ORIGINS.`,
      `MASTERKEY ${NOT_OURS} Did you mean MASTER_KEY?`,
    ]);
    expect(JSON.stringify(server.logged)).not.toContain('hush');
  } finally {
    await server.close();
  }
});
