import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '../errors.js';
import { endIfStalled } from './end-if-stalled.js';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** The codes of errors that come before GraphQL: of ours, and the one that Apollo gives them. */
export type HttpErrorCode = ErrorCode | 'BAD_REQUEST';

export interface HttpError {
  readonly code: HttpErrorCode;
  readonly message: string;
}

/** Ends the response with a JSON body. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': JSON_TYPE,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
  endIfStalled(response);
}

/** Ends the response with an error in the form that GraphQL's have. */
export function sendError(response: ServerResponse, status: number, error: HttpError): void {
  sendJson(response, status, errorBody(error));
}

/** 405, with the methods that there are (RFC 9110 §15.5.6). */
export function sendNotAllowed(response: ServerResponse, methods: readonly string[]): void {
  response.setHeader('allow', methods.join(', '));
  sendError(response, 405, { code: 'BAD_REQUEST', message: `Only ${methods.join(' and ')} can be used here.` });
}

export function errorBody({ code, message }: HttpError) {
  return { errors: [{ message, extensions: { code } }] };
}
