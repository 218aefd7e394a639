import { type IssuerCase, type Json, NOW } from './issuer-cases.js';

const times: Json = { iat: NOW, exp: NOW + 3600 };
const without = (claims: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));

const auth0Claims: Json = {
  iss: 'https://acme.eu.auth0.com/',
  sub: 'auth0|64b0c9',
  aud: ['https://api.acme.test', 'https://acme.eu.auth0.com/userinfo'],
  azp: 'SpaClientId01',
  scope: 'openid profile read:orders',
  permissions: ['read:orders', 'pay:orders'],
  'https://acme.test/roles': ['boss'],
  ...times,
};
const auth0Header: Json = { alg: 'RS256', typ: 'JWT', kid: 'NjVBRjY5' };

const cognitoIssuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12Cd34E';
const cognitoClaims: Json = {
  iss: cognitoIssuer,
  sub: '7d8ca528-4931-4254-9273-ea5ee853f271',
  client_id: '2o7f6p0k3v',
  token_use: 'access',
  'cognito:groups': ['admins'],
  scope: 'orders/read openid',
  username: 'ada',
  version: 2,
  jti: 'b2b4',
  auth_time: NOW,
  ...times,
};
const cognitoHeader: Json = { alg: 'RS256', kid: 'abcdefghijklmnopqrsexample=' };

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const entraClaims: Json = {
  iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  aud: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
  azp: '5a4b8e4c-4f6b-4d02-8a60-4d7ec7e4f4e1',
  azpacr: '0',
  oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
  tid: TENANT,
  sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
  scp: 'access_as_user orders.read',
  roles: ['Orders.Admin'],
  uti: 'fqiBqXLPj0eQa82S-IYFAA',
  ver: '2.0',
  nbf: NOW,
  ...times,
};
const entraHeader: Json = { alg: 'RS256', typ: 'JWT', kid: 'X5eXk4xyojNFum1kl2Ytv8dlNP4' };

const keycloakClaims: Json = {
  iss: 'https://login.acme.test/realms/main',
  sub: 'f2d2c7ab-0f9a-4a55-8a4a-07b0a2f5a5a1',
  aud: ['orders-api', 'account'],
  azp: 'web',
  typ: 'Bearer',
  acr: '1',
  sid: '0b0f',
  realm_access: { roles: ['offline_access', 'boss'] },
  resource_access: { account: { roles: ['view-profile'] } },
  scope: 'profile email',
  preferred_username: 'ada',
  ...times,
};
const keycloakHeader: Json = { alg: 'RS256', typ: 'JWT', kid: 'FJ86GcF3jTbNLOco4NvZkUCIUmfYCqoqtOQeMfbhNlE' };

const clerkClaims: Json = {
  iss: 'https://clerk.acme.test',
  sub: 'user_2bQ0Zs',
  azp: 'https://app.acme.test',
  sid: 'sess_2bQ0Zt',
  v: 2,
  fva: [0, -1],
  o: { id: 'org_2b', slg: 'acme', rol: 'admin', per: 'manage', fpm: '3' },
  nbf: NOW - 10,
  iat: NOW,
  exp: NOW + 60,
};
const clerkHeader: Json = { alg: 'RS256', cat: 'cl_B7d4PD111AAA', kid: 'ins_2bPz', typ: 'JWT' };

const firebaseClaims: Json = {
  iss: 'https://securetoken.google.com/acme-orders',
  aud: 'acme-orders',
  sub: 'Xk2s9',
  user_id: 'Xk2s9',
  auth_time: NOW,
  email: 'ada@example.com',
  email_verified: true,
  roles: ['boss'],
  firebase: { identities: { email: ['ada@example.com'] }, sign_in_provider: 'password' },
  ...times,
};
const firebaseHeader: Json = { alg: 'RS256', kid: '9a5192d7', typ: 'JWT' };

const googleClaims: Json = {
  iss: 'https://accounts.google.com',
  azp: '407408718192.apps.googleusercontent.com',
  aud: '407408718192.apps.googleusercontent.com',
  sub: '110169484474386276334',
  hd: 'acme.test',
  email: 'ada@acme.test',
  email_verified: true,
  at_hash: 'HK6E_P6Dh8Y93mRNtsDB1Q',
  nonce: '0394852-3190485-2490358',
  ...times,
};

const betterAuthClaims: Json = {
  iss: 'https://app.acme.test',
  aud: 'https://app.acme.test',
  sub: 'M5jR8z',
  id: 'M5jR8z',
  name: 'Ada',
  email: 'ada@example.com',
  role: 'admin',
  iat: NOW,
  exp: NOW + 900,
};
const betterAuthHeader: Json = { alg: 'EdDSA', kid: 'c5c7995d-0379-4a4a-9bf1-6a0a' };

const supabaseClaims: Json = {
  iss: 'https://abcdefghijkl.supabase.co/auth/v1',
  sub: '8ccaa7af-909f-44e7-84cb-67cdccb56be6',
  aud: 'authenticated',
  role: 'authenticated',
  email: 'ada@example.com',
  session_id: '1f4b',
  aal: 'aal1',
  amr: [{ method: 'password', timestamp: NOW }],
  app_metadata: { provider: 'email', roles: ['boss'] },
  user_metadata: {},
  is_anonymous: false,
  ...times,
};
const supabaseHeader: Json = { alg: 'ES256', typ: 'JWT', kid: '4f9b' };

const oktaClaims: Json = {
  ver: 1,
  jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMxTWOjaOjJw',
  iss: 'https://acme.okta.com/oauth2/default',
  aud: 'api://default',
  cid: '0oa3gh3sBoLSgMZo30g4',
  uid: '00ub0oNGTSWTBKOLGLNR',
  sub: 'ada@example.com',
  scp: ['orders.read', 'openid'],
  groups: ['Everyone', 'Admins'],
  auth_time: NOW,
  ...times,
};
const oktaHeader: Json = { alg: 'RS256', kid: 'v6U3LYzt' };

/** Each preset, with a token of the shape that its issuer gives, and the nearest forgeries that the same keys sign. */
export const presetCases: readonly IssuerCase[] = [
  {
    name: 'the preset auth0',
    algorithm: 'RS256',
    options: {
      preset: 'auth0',
      issuer: 'https://acme.eu.auth0.com/',
      audience: 'https://api.acme.test',
      roles: { claim: 'https://acme.test/roles', map: { boss: 'ADMIN' } },
    },
    header: auth0Header,
    claims: auth0Claims,
    token: {
      subject: 'https://acme.eu.auth0.com/|auth0|64b0c9',
      roles: ['ADMIN'],
      scopes: ['openid', 'profile', 'read:orders', 'pay:orders'],
    },
    forgeries: [
      [
        'of another API',
        auth0Header,
        { ...auth0Claims, aud: ['https://other.acme.test', 'https://acme.eu.auth0.com/userinfo'] },
      ],
      ['of another tenant', auth0Header, { ...auth0Claims, iss: 'https://evil.eu.auth0.com/' }],
      [
        'an ID token',
        auth0Header,
        { ...without(auth0Claims, 'azp', 'scope', 'permissions'), aud: 'SpaClientId01', sid: 's', nonce: 'n' },
      ],
      [
        'an ID token without a nonce',
        auth0Header,
        { ...without(auth0Claims, 'azp', 'scope', 'permissions'), aud: 'SpaClientId01' },
      ],
    ],
  },
  {
    name: 'the preset cognito',
    algorithm: 'RS256',
    options: { preset: 'cognito', issuer: cognitoIssuer, audience: '2o7f6p0k3v', roles: { map: { admins: 'ADMIN' } } },
    header: cognitoHeader,
    claims: cognitoClaims,
    token: {
      subject: `${cognitoIssuer}|7d8ca528-4931-4254-9273-ea5ee853f271`,
      roles: ['ADMIN'],
      scopes: ['orders/read', 'openid'],
    },
    forgeries: [
      ['of another client', cognitoHeader, { ...cognitoClaims, client_id: '9z9z9z' }],
      ['of another pool', cognitoHeader, { ...cognitoClaims, iss: `${cognitoIssuer.slice(0, -1)}F` }],
      [
        'an ID token',
        cognitoHeader,
        { ...without(cognitoClaims, 'client_id', 'scope'), aud: '2o7f6p0k3v', token_use: 'id' },
      ],
      ['an ID token with a client_id', cognitoHeader, { ...cognitoClaims, aud: '2o7f6p0k3v', token_use: 'id' }],
    ],
  },
  {
    name: 'the preset entra',
    algorithm: 'RS256',
    options: {
      preset: 'entra',
      tenants: [TENANT],
      audience: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
      roles: { map: { 'Orders.Admin': 'ADMIN' } },
    },
    header: entraHeader,
    jwk: { issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' },
    claims: entraClaims,
    token: {
      subject: `https://login.microsoftonline.com/${TENANT}/v2.0|HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ`,
      roles: ['ADMIN'],
      scopes: ['access_as_user', 'orders.read'],
    },
    forgeries: [
      ['of another API', entraHeader, { ...entraClaims, aud: '00000003-0000-0000-c000-000000000000' }],
      [
        'of another tenant',
        entraHeader,
        {
          ...entraClaims,
          iss: 'https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0',
          tid: '11111111-1111-1111-1111-111111111111',
        },
      ],
      ['an ID token', entraHeader, { ...without(entraClaims, 'azp', 'azpacr', 'scp'), nonce: 'n' }],
      ['an ID token without a nonce', entraHeader, without(entraClaims, 'azp', 'azpacr', 'scp')],
    ],
  },
  {
    name: 'the preset entra, for one tenant',
    algorithm: 'RS256',
    options: {
      preset: 'entra',
      issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      audience: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
    },
    header: entraHeader,
    jwk: { issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' },
    claims: entraClaims,
    token: {
      subject: `https://login.microsoftonline.com/${TENANT}/v2.0|HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ`,
      roles: [],
      scopes: ['access_as_user', 'orders.read'],
    },
    forgeries: [
      [
        'of another tenant, which says that it is this',
        entraHeader,
        { ...entraClaims, tid: '11111111-1111-1111-1111-111111111111' },
      ],
    ],
  },
  {
    name: 'the preset keycloak',
    algorithm: 'RS256',
    options: {
      preset: 'keycloak',
      issuer: 'https://login.acme.test/realms/main',
      audience: 'orders-api',
      roles: { map: { boss: 'ADMIN' } },
    },
    header: keycloakHeader,
    claims: keycloakClaims,
    token: {
      subject: 'https://login.acme.test/realms/main|f2d2c7ab-0f9a-4a55-8a4a-07b0a2f5a5a1',
      roles: ['ADMIN'],
      scopes: ['profile', 'email'],
    },
    forgeries: [
      ['of another API', keycloakHeader, { ...keycloakClaims, aud: 'account' }],
      ['of another realm', keycloakHeader, { ...keycloakClaims, iss: 'https://login.acme.test/realms/evil' }],
      ['an ID token', keycloakHeader, { ...keycloakClaims, typ: 'ID', at_hash: 'x' }],
      ['an ID token for the API', keycloakHeader, { ...without(keycloakClaims, 'typ'), aud: 'orders-api' }],
      ['a refresh token', keycloakHeader, { ...keycloakClaims, typ: 'Refresh' }],
    ],
  },
  {
    name: 'the preset keycloak without an audience mapper or sub',
    algorithm: 'RS256',
    options: {
      preset: 'keycloak',
      issuer: 'https://login.acme.test/realms/main',
      audience: { claim: 'azp', in: ['web'] },
      subject: { claim: 'preferred_username' },
    },
    header: keycloakHeader,
    claims: without(keycloakClaims, 'aud', 'sub'),
    token: { subject: 'https://login.acme.test/realms/main|ada', roles: [], scopes: ['profile', 'email'] },
    forgeries: [
      ['of another client', keycloakHeader, { ...without(keycloakClaims, 'aud', 'sub'), azp: 'evil' }],
      [
        'of another realm',
        keycloakHeader,
        { ...without(keycloakClaims, 'aud', 'sub'), iss: 'https://login.acme.test/realms/evil' },
      ],
      ['an ID token of the client', keycloakHeader, { ...keycloakClaims, aud: 'web', typ: 'ID' }],
    ],
  },
  {
    name: 'the preset clerk',
    algorithm: 'RS256',
    options: {
      preset: 'clerk',
      issuer: 'https://clerk.acme.test',
      audience: 'https://app.acme.test',
      requiredClaims: [{ claim: ['o', 'id'], in: ['org_2b'] }],
      roles: { map: { admin: 'ADMIN' } },
    },
    header: clerkHeader,
    claims: clerkClaims,
    token: { subject: 'https://clerk.acme.test|user_2bQ0Zs', roles: ['ADMIN'], scopes: [] },
    forgeries: [
      ['of another app', clerkHeader, { ...clerkClaims, azp: 'https://evil.test' }],
      ['of no app', clerkHeader, without(clerkClaims, 'azp')],
      ['of another instance', clerkHeader, { ...clerkClaims, iss: 'https://clerk.evil.test' }],
      [
        'of an organization that the user has made for themselves',
        clerkHeader,
        { ...clerkClaims, o: { id: 'org_evil', slg: 'evil', rol: 'admin' } },
      ],
      ['of no organization', clerkHeader, without(clerkClaims, 'o')],
      [
        'an ID token',
        clerkHeader,
        { ...without(clerkClaims, 'azp', 'sid', 'o'), aud: 'https://app.acme.test', nonce: 'n' },
      ],
      ['an ID token of a client that is called like the app', clerkHeader, without(clerkClaims, 'sid')],
      ['of a session that is pending, for its second factor', clerkHeader, { ...clerkClaims, sts: 'pending' }],
    ],
  },
  {
    name: 'the preset clerk and its first version of session tokens',
    algorithm: 'RS256',
    options: {
      preset: 'clerk',
      issuer: 'https://clerk.acme.test',
      audience: ['https://app.acme.test'],
      roles: { map: { 'org:admin': 'ADMIN' } },
    },
    header: clerkHeader,
    claims: { ...without(clerkClaims, 'o', 'v'), org_id: 'org_2b', org_role: 'org:admin' },
    token: { subject: 'https://clerk.acme.test|user_2bQ0Zs', roles: ['ADMIN'], scopes: [] },
  },
  {
    name: 'the preset firebase',
    algorithm: 'RS256',
    options: { preset: 'firebase', audience: 'acme-orders', roles: { map: { boss: 'ADMIN' } } },
    header: firebaseHeader,
    claims: firebaseClaims,
    token: { subject: 'https://securetoken.google.com/acme-orders|Xk2s9', roles: ['ADMIN'], scopes: [] },
    forgeries: [
      [
        'of another project',
        firebaseHeader,
        { ...firebaseClaims, iss: 'https://securetoken.google.com/evil', aud: 'evil' },
      ],
      ['for another project', firebaseHeader, { ...firebaseClaims, aud: 'evil' }],
      [
        'a session cookie',
        firebaseHeader,
        { ...firebaseClaims, iss: 'https://session.firebase.google.com/acme-orders' },
      ],
      ['an ID token that is none of Firebase', firebaseHeader, without(firebaseClaims, 'firebase')],
    ],
  },
  {
    name: 'the preset google, for one domain',
    algorithm: 'RS256',
    options: {
      preset: 'google',
      audience: '407408718192.apps.googleusercontent.com',
      requiredClaims: [{ claim: 'hd', in: ['acme.test'] }],
    },
    header: { alg: 'RS256', kid: 'f5f4bf46', typ: 'JWT' },
    claims: googleClaims,
    token: { subject: 'https://accounts.google.com|110169484474386276334', roles: [], scopes: [] },
    forgeries: [
      [
        'of another client',
        { alg: 'RS256', kid: 'f5f4bf46', typ: 'JWT' },
        { ...googleClaims, aud: 'evil.apps.googleusercontent.com' },
      ],
      ['of another domain', { alg: 'RS256', kid: 'f5f4bf46', typ: 'JWT' }, { ...googleClaims, hd: 'evil.test' }],
      ['of no domain', { alg: 'RS256', kid: 'f5f4bf46', typ: 'JWT' }, without(googleClaims, 'hd')],
      ['a security event', { alg: 'RS256', kid: 'f5f4bf46', typ: 'secevent+jwt' }, { ...googleClaims, events: {} }],
    ],
  },
  {
    name: 'the preset better-auth',
    algorithm: 'EdDSA',
    options: {
      preset: 'better-auth',
      issuer: 'https://app.acme.test',
      audience: 'https://app.acme.test',
      roles: { map: { admin: 'ADMIN' } },
    },
    header: betterAuthHeader,
    claims: betterAuthClaims,
    token: { subject: 'https://app.acme.test|M5jR8z', roles: ['ADMIN'], scopes: [] },
    forgeries: [
      ['of another audience', betterAuthHeader, { ...betterAuthClaims, aud: 'https://other.acme.test' }],
      ['of another app', betterAuthHeader, { ...betterAuthClaims, iss: 'https://evil.test' }],
      ['an ID token of its OIDC provider', betterAuthHeader, { ...betterAuthClaims, aud: 'client-1', nonce: 'n' }],
    ],
  },
  {
    name: 'the preset supabase',
    algorithm: 'ES256',
    options: {
      preset: 'supabase',
      issuer: 'https://abcdefghijkl.supabase.co/auth/v1',
      roles: { map: { boss: 'ADMIN' } },
    },
    header: supabaseHeader,
    claims: supabaseClaims,
    token: {
      subject: 'https://abcdefghijkl.supabase.co/auth/v1|8ccaa7af-909f-44e7-84cb-67cdccb56be6',
      roles: ['ADMIN'],
      scopes: [],
    },
    forgeries: [
      ['of another audience', supabaseHeader, { ...supabaseClaims, aud: 'other' }],
      ['of another project', supabaseHeader, { ...supabaseClaims, iss: 'https://evil.supabase.co/auth/v1' }],
      [
        'an ID token',
        supabaseHeader,
        { ...without(supabaseClaims, 'role', 'session_id'), aud: 'client-1', nonce: 'n' },
      ],
      ['of the role that may do everything', supabaseHeader, { ...supabaseClaims, role: 'service_role' }],
      ['of no session', supabaseHeader, without(supabaseClaims, 'session_id')],
      ['the key of nobody', supabaseHeader, { ...without(supabaseClaims, 'session_id'), role: 'anon' }],
    ],
  },
  {
    name: 'the preset supabase, of a user who gave themselves a role',
    algorithm: 'ES256',
    options: {
      preset: 'supabase',
      issuer: 'https://abcdefghijkl.supabase.co/auth/v1',
      roles: { map: { boss: 'ADMIN' } },
    },
    header: supabaseHeader,
    claims: { ...supabaseClaims, app_metadata: { provider: 'email' }, user_metadata: { roles: ['boss'] } },
    token: {
      subject: 'https://abcdefghijkl.supabase.co/auth/v1|8ccaa7af-909f-44e7-84cb-67cdccb56be6',
      roles: [],
      scopes: [],
    },
  },
  {
    name: 'the preset okta',
    algorithm: 'RS256',
    options: {
      preset: 'okta',
      issuer: 'https://acme.okta.com/oauth2/default',
      audience: 'api://default',
      roles: { map: { Admins: 'ADMIN' } },
    },
    header: oktaHeader,
    claims: oktaClaims,
    token: {
      subject: 'https://acme.okta.com/oauth2/default|ada@example.com',
      roles: ['ADMIN'],
      scopes: ['orders.read', 'openid'],
    },
    forgeries: [
      ['of another API', oktaHeader, { ...oktaClaims, aud: 'api://other' }],
      ['of another authorization server', oktaHeader, { ...oktaClaims, iss: 'https://acme.okta.com/oauth2/other' }],
      [
        'an ID token',
        oktaHeader,
        { ...without(oktaClaims, 'cid', 'uid', 'scp'), aud: '0oa3gh3sBoLSgMZo30g4', nonce: 'n' },
      ],
      ['an ID token whose client is called like the API', oktaHeader, without(oktaClaims, 'cid', 'uid', 'scp')],
    ],
  },
];
