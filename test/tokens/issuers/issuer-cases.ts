import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import {
  type Algorithm,
  createTrustedIssuers,
  type PresetIssuer,
  type TrustedIssuer,
  type TrustedIssuers,
} from '../../../src/tokens/index.js';
import { type JwksServer, startJwksServer } from '../../support/jwks-server.js';
import { compact, signature } from '../token-fixture.js';

export const NOW = 1_800_000_000;

export type Json = Readonly<Record<string, unknown>>;
export type Options = TrustedIssuer | PresetIssuer;

/** An issuer with an option of its own, and a token as it issues them. */
export interface IssuerCase {
  readonly name: string;
  readonly algorithm: Algorithm;
  readonly options: Options;
  readonly header: Json;
  readonly claims: Json;
  /** Members that its key has in its set. */
  readonly jwk?: Json;
  readonly token: { readonly subject: string; readonly roles: readonly string[]; readonly scopes: readonly string[] };
  /** Tokens that its key has signed, and that are nearest to a good one. */
  readonly forgeries?: readonly (readonly [what: string, header: Json, claims: Json])[];
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const otherEd = generateKeyPairSync('ed25519');

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** The key of the issuer, and one of somebody else. */
export function keysFor(algorithm: Algorithm): { readonly own: Pair; readonly other: Pair } {
  switch (algorithm) {
    case 'ES256':
      return { own: ec, other: otherEc };
    case 'EdDSA':
      return { own: ed, other: otherEd };
    default:
      return { own: rsa, other: otherRsa };
  }
}

export const SECRET = randomBytes(32);

export function signAs({ algorithm }: IssuerCase, header: Json, claims: Json, key?: KeyObject): string {
  return compact(header, claims, signature(algorithm, key ?? keysFor(algorithm).own.privateKey));
}

export const goodToken = (issuer: IssuerCase) => signAs(issuer, issuer.header, issuer.claims);

export interface IssuerScene {
  readonly issuers: TrustedIssuers;
  readonly server: JwksServer;
  readonly failures: readonly unknown[];
  wait(seconds: number): void;
}

/** The issuer with its keys on this machine; to be closed. */
export async function sceneOf(issuer: IssuerCase, answer?: object | RequestListener): Promise<IssuerScene> {
  const { own } = keysFor(issuer.algorithm);
  const key = { ...own.publicKey.export({ format: 'jwk' }), kid: issuer.header.kid, use: 'sig', ...issuer.jwk };
  const server = await startJwksServer(answer ?? { keys: [key] });
  const failures: unknown[] = [];
  let uptime = 0;
  const hasSecret = 'secret' in issuer.options;
  const issuers = createTrustedIssuers({
    issuers: [{ ...issuer.options, ...(!hasSecret && { jwksUri: server.jwksUri }) }],
    clock: () => NOW * 1000,
    uptime: () => uptime,
    onFailure: (error) => failures.push(error),
  });
  const wait = (seconds: number) => {
    uptime += seconds * 1000;
  };
  return { issuers, server, failures, wait };
}

export const ISSUER = 'https://tenant.idp.test/';
export const AUDIENCE = 'https://api.test';
export const times: Json = { iat: NOW, exp: NOW + 600 };
const rs256: Json = { alg: 'RS256', typ: 'JWT', kid: 'k1' };
const plain: Json = { iss: ISSUER, sub: '42', aud: AUDIENCE, ...times };
const trusted = { issuer: ISSUER, audience: AUDIENCE } as const;
const signedIn = { subject: `${ISSUER}|42`, roles: [], scopes: [] };
const TENANT = '2f3d0a7e-1c55-4a54-9d1b-0e6c2b1a9f10';

/** Each option that an issuer can have. */
export const optionCases: readonly IssuerCase[] = [
  { name: 'no option', algorithm: 'RS256', options: trusted, header: rs256, claims: plain, token: signedIn },
  {
    name: 'EdDSA',
    algorithm: 'EdDSA',
    options: { ...trusted, algorithms: ['EdDSA'] },
    header: { ...rs256, alg: 'EdDSA' },
    claims: plain,
    token: signedIn,
  },
  {
    name: 'no type',
    algorithm: 'ES256',
    options: { ...trusted, algorithms: ['ES256'], typ: [null] },
    header: { alg: 'ES256', kid: 'k1' },
    claims: plain,
    token: signedIn,
  },
  {
    name: 'the audience in another claim',
    algorithm: 'RS256',
    options: { ...trusted, audience: { claim: 'client_id', in: ['app', 'cli'] } },
    header: rs256,
    claims: { iss: ISSUER, sub: '42', client_id: 'app', ...times },
    token: signedIn,
    forgeries: [
      ['of another client', rs256, { iss: ISSUER, sub: '42', client_id: 'evil', ...times }],
      ['of no client', rs256, { iss: ISSUER, sub: '42', ...times }],
      ['whose audience is the client', rs256, { iss: ISSUER, sub: '42', aud: 'app', ...times }],
      ['whose client is an object', rs256, { iss: ISSUER, sub: '42', client_id: { app: true }, ...times }],
    ],
  },
  {
    name: 'no kid',
    algorithm: 'RS256',
    options: trusted,
    header: { alg: 'RS256', typ: 'JWT' },
    claims: plain,
    token: signedIn,
  },
  {
    name: 'a key without a kid',
    algorithm: 'RS256',
    options: trusted,
    header: rs256,
    jwk: { kid: undefined },
    claims: plain,
    token: signedIn,
  },
  {
    name: 'the subject in another claim',
    algorithm: 'RS256',
    options: { ...trusted, subject: { claim: 'preferred_username' } },
    header: rs256,
    claims: { iss: ISSUER, preferred_username: 'ada', aud: AUDIENCE, ...times },
    token: { ...signedIn, subject: `${ISSUER}|ada` },
    forgeries: [
      ['without either', rs256, { iss: ISSUER, aud: AUDIENCE, ...times }],
      ['with a subject that is none', rs256, { ...plain, sub: '', preferred_username: 'ada' }],
      ['with a subject that is null', rs256, { ...plain, sub: null, preferred_username: 'ada' }],
      ['with a name that is a list', rs256, { iss: ISSUER, preferred_username: ['ada'], aud: AUDIENCE, ...times }],
    ],
  },
  {
    name: 'an issuer for each tenant',
    algorithm: 'RS256',
    options: { issuer: 'https://login.test/{tenantid}/v2.0', tenants: [TENANT], audience: AUDIENCE },
    header: rs256,
    jwk: { issuer: 'https://login.test/{tenantid}/v2.0' },
    claims: { iss: `https://login.test/${TENANT}/v2.0`, tid: TENANT, sub: '42', aud: AUDIENCE, ...times },
    token: { ...signedIn, subject: `https://login.test/${TENANT}/v2.0|42` },
    forgeries: [
      ['of another tenant', rs256, { ...plain, iss: 'https://login.test/evil/v2.0', tid: 'evil' }],
      [
        'of another tenant, which says that it is this',
        rs256,
        { ...plain, iss: `https://login.test/${TENANT}/v2.0`, tid: 'evil' },
      ],
      ['of no tenant', rs256, { ...plain, iss: `https://login.test/${TENANT}/v2.0` }],
      ['of the pattern itself', rs256, { ...plain, iss: 'https://login.test/{tenantid}/v2.0', tid: '{tenantid}' }],
      ['with a path for a tenant', rs256, { ...plain, iss: `https://login.test/${TENANT}/x/v2.0`, tid: `${TENANT}/x` }],
    ],
  },
  {
    name: 'roles and scopes in several claims',
    algorithm: 'RS256',
    options: {
      ...trusted,
      roles: [
        { claim: ['realm_access', 'roles'], map: { boss: 'ADMIN', clerk: 'USER' } },
        { claim: 'groups', map: { staff: 'USER', support: 'SUPPORT' } },
      ],
      scopes: [{ claim: 'scope' }, { claim: 'permissions' }],
    },
    header: rs256,
    claims: {
      ...plain,
      realm_access: { roles: ['clerk', 'toString'] },
      groups: ['staff', 'support', 'boss'],
      scope: 'read',
      permissions: ['read', 'pay:orders'],
    },
    token: { ...signedIn, roles: ['USER', 'SUPPORT'], scopes: ['read', 'pay:orders'] },
  },
  {
    name: 'claims that must be there',
    algorithm: 'RS256',
    options: { ...trusted, requiredClaims: [{ claim: 'cid' }, { claim: ['org', 'id'], in: ['o1', 'o2'] }] },
    header: rs256,
    claims: { ...plain, cid: 'app', org: { id: 'o1' } },
    token: signedIn,
    forgeries: [
      ['without one', rs256, { ...plain, org: { id: 'o1' } }],
      ['with another value', rs256, { ...plain, cid: 'app', org: { id: 'o3' } }],
      ['with what only a prototype has', rs256, { ...plain, cid: 'app', org: {} }],
    ],
  },
  {
    name: 'tokens of 16 kB',
    algorithm: 'RS256',
    options: { ...trusted, maxBytes: 16_384 },
    header: rs256,
    claims: {
      ...plain,
      groups: Array.from({ length: 220 }, (_, at) => `group-${String(at).padStart(3, '0')}-${'x'.repeat(36)}`),
    },
    token: signedIn,
    forgeries: [['of more', rs256, { ...plain, padding: 'x'.repeat(12_400) }]],
  },
];
