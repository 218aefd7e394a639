/** A client of a Portcullis server, and its operations as typed documents for any other client. */

export {
  type AuthFragment,
  AuthFragmentDoc,
  ChangePasswordDocument,
  type ChangePasswordMutation,
  type ChangePasswordMutationVariables,
  LoginDocument,
  type LoginMutation,
  type LoginMutationVariables,
  LogoutDocument,
  type LogoutMutation,
  type LogoutMutationVariables,
  MeDocument,
  type MeQuery,
  type MeQueryVariables,
  RefreshDocument,
  type RefreshMutation,
  type RefreshMutationVariables,
  RegisterDocument,
  type RegisterMutation,
  type RegisterMutationVariables,
  RequestEmailVerificationDocument,
  type RequestEmailVerificationMutation,
  type RequestEmailVerificationMutationVariables,
  RequestPasswordResetDocument,
  type RequestPasswordResetMutation,
  type RequestPasswordResetMutationVariables,
  ResetPasswordDocument,
  type ResetPasswordMutation,
  type ResetPasswordMutationVariables,
  UpdateProfileDocument,
  type UpdateProfileMutation,
  type UpdateProfileMutationVariables,
  VerifyEmailDocument,
  type VerifyEmailMutation,
  type VerifyEmailMutationVariables,
} from '../generated/operations.js';
export type {
  InputRequirements,
  Requirement,
  RequirementsOfOperations,
  SentRequirement,
  Verdict,
} from '../requirement.js';
export type { AuthState, ClientViewer, SignedOutReason } from './auth-state.js';
export type { Client, ClientOptions, RequestOptions } from './client.js';
export {
  ClientError,
  type ClientErrorCode,
  errorsOf,
  isCode,
  type ResponseError,
  type ServerErrorCode,
} from './client-error.js';
export type { CookieAttributes, CookieJar } from './cookie-storage.js';
export { createClient } from './create-client.js';
export { documentText, type OperationDocument } from './document-text.js';
export {
  type AskedVariables,
  createRights,
  type DocumentFor,
  forRole,
  type Granted,
  type Rights,
  type RightsHolder,
} from './rights.js';
export type { GraphqlAnswer, GraphqlRequest } from './send.js';
export type { SessionStorage, StoredSession } from './stored-session.js';
