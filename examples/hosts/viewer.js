import jwt from 'jsonwebtoken';
import { anonymous, anonymousBecause } from 'portcullis/access';

const secret = Buffer.from(process.env.JWT_SECRET ?? '', 'base64');
if (secret.length < 32) throw new Error('Set JWT_SECRET to 32 bytes or more, in base64.');

/** The viewer of a request, by its Authorization header. */
export function viewerOf(authorization) {
  if (!authorization) return anonymous;
  try {
    const options = { algorithms: ['HS256'], issuer: 'shop', maxAge: '1h' };
    const claims = jwt.verify(authorization.replace(/^Bearer /i, ''), secret, options);
    const { iss: issuer, sub: subject, roles, exp: expiresAt } = claims;
    return { authenticated: true, issuer, subject, roles, scopes: [], claims, expiresAt, reason: null };
  } catch (error) {
    return anonymousBecause(error instanceof jwt.TokenExpiredError ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID');
  }
}
