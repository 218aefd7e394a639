import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Model, Context } from 'portcullis';
import type { SignedIn } from 'portcullis/access';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A time as in RFC 3339, in UTC: `2026-01-31T12:00:00.000Z`. */
  DateTime: { input: number; output: number; }
};

/** An event that matters for security, as recorded when it happened. */
export type AuditEvent = Node & {
  __typename?: 'AuditEvent';
  /** The user who caused it; null if nobody was signed in, or if the server or a command caused it. */
  actorId?: Maybe<Scalars['ID']['output']>;
  at: Scalars['DateTime']['output'];
  /** Details in a few words, such as the new roles or the id of a key. */
  detail?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  ipAddress?: Maybe<Scalars['String']['output']>;
  sessionId?: Maybe<Scalars['ID']['output']>;
  type: AuditEventType;
  userAgent?: Maybe<Scalars['String']['output']>;
  /** The user that it concerns. */
  userId?: Maybe<Scalars['ID']['output']>;
};

export type AuditEventConnection = {
  __typename?: 'AuditEventConnection';
  edges: Array<AuditEventEdge>;
  pageInfo: PageInfo;
};

export type AuditEventEdge = {
  __typename?: 'AuditEventEdge';
  cursor: Scalars['String']['output'];
  node: AuditEvent;
};

export type AuditEventType =
  | 'EMAIL_VERIFICATION_REQUESTED'
  | 'EMAIL_VERIFIED'
  | 'KEYS_RESEALED'
  | 'KEY_CREATED'
  | 'KEY_RETIRED'
  /** A mail could not be sent and will not be retried; `detail` has its kind and the cause. */
  | 'MAIL_GIVEN_UP'
  /** A mutation was refused: `detail` has the code and the fields. Many in a short time are only counted. */
  | 'OPERATION_REFUSED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET'
  | 'PASSWORD_RESET_REQUESTED'
  /** A refresh token was exchanged for new tokens. Using it again within the grace period is not recorded. */
  | 'REFRESHED'
  /** A refresh token was used again after the grace period, and its successor never: the lost answer was repeated. */
  | 'REFRESH_RECOVERED'
  /** A refresh token of a session that had ended or is unknown, of a user who may not sign in, or from before a change of the password. */
  | 'REFRESH_REFUSED'
  /** A refresh token was newer than its session, as after a restore of the database. */
  | 'REFRESH_TOKEN_AHEAD'
  /** A refresh token was used that had already been used, so its session ended. */
  | 'REFRESH_TOKEN_REUSED'
  | 'REGISTERED'
  /** Someone tried to register with an address that already has an account; its owner was told by mail. */
  | 'REGISTRATION_REPEATED'
  | 'ROLES_CHANGED'
  /** Ended because the user had reached the maximum number of sessions. */
  | 'SESSION_EVICTED'
  /** Ended by its user or by an administrator. */
  | 'SESSION_REVOKED'
  | 'SIGNED_IN'
  | 'SIGNED_OUT'
  | 'SIGN_IN_FAILED'
  | 'TOKEN_REVOKED'
  /** An administrator or a command created the user, or the server created the first administrator at its start; `detail` has the roles. */
  | 'USER_CREATED'
  | 'USER_DISABLED'
  | 'USER_ENABLED';

/** What a client needs to keep a session. An anonymous viewer receives it, so it contains no user: query `me` with the new token. */
export type AuthPayload = {
  __typename?: 'AuthPayload';
  /** A JWT, to be sent as `Authorization: Bearer …`. */
  accessToken: Scalars['String']['output'];
  /** Seconds until the access token expires. */
  expiresIn: Scalars['Int']['output'];
  /** Seconds until the refresh token expires unless it is used. */
  refreshExpiresIn: Scalars['Int']['output'];
  /** Null where it is in a cookie, which scripts cannot read. */
  refreshToken?: Maybe<Scalars['String']['output']>;
  sessionId: Scalars['ID']['output'];
  tokenType: Scalars['String']['output'];
  userId: Scalars['ID']['output'];
};

/** One alternative of `anyOf`: all of its parts must hold. */
export type AuthRule = {
  claims?: InputMaybe<Array<ClaimRule>>;
  owner?: InputMaybe<Scalars['String']['input']>;
  policy?: InputMaybe<Scalars['String']['input']>;
  role?: InputMaybe<Role>;
  scopes?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A claim of the token, and the one value that it is compared with. */
export type ClaimRule = {
  /** The value of this argument of the field, or of a path into it: `input.org`. */
  argument?: InputMaybe<Scalars['String']['input']>;
  /** This value. */
  equals?: InputMaybe<Scalars['String']['input']>;
  /** The value of this field of the object. */
  field?: InputMaybe<Scalars['String']['input']>;
  /** One of these values. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  name: Scalars['String']['input'];
};

export type CreateUserInput = {
  /** Case-insensitive. It is considered verified. */
  email: Scalars['String']['input'];
  /** At most 100 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** 8 to 256 characters, and not easy to guess. */
  password: Scalars['String']['input'];
  roles?: Array<Role>;
};

/** The length of a window of `@limit`, which begins with the first use. */
export type LimitWindow =
  | 'DAY'
  | 'HOUR'
  | 'MINUTE'
  | 'SECOND';

/** The root of all mutations. Every module extends it. */
export type Mutation = {
  __typename?: 'Mutation';
  addNote?: Maybe<Note>;
  /** Returns new tokens for this session and ends the viewer's other sessions. `INVALID_CREDENTIALS` if the current password is wrong. */
  changePassword?: Maybe<AuthPayload>;
  /** Creates an account that can sign in at once, even where registration is closed. `EMAIL_TAKEN` if the address already has an account. */
  createUser?: Maybe<User>;
  /** Opens a session. */
  login?: Maybe<AuthPayload>;
  /** Ends the session of the refresh token in the argument or the cookie, or else of the bearer token. True if one of them named a session. */
  logout?: Maybe<Scalars['Boolean']['output']>;
  /** Ends the viewer's sessions, or all except the current one. Returns how many ended. */
  logoutAll?: Maybe<Scalars['Int']['output']>;
  /** Exchanges a refresh token for new tokens. Sent again within a moment, it returns the same new refresh token; later, it ends the session. Without an argument, the refresh token of the cookie is used, if there is one. */
  refresh?: Maybe<AuthPayload>;
  /** Creates an account and signs in. Where addresses are verified first, it mails a link that creates the account instead, and does not reveal whether the address already has one. */
  register?: Maybe<RegisterPayload>;
  /** Mails a link to verify the viewer's e-mail address, valid for 24 hours. False if the address is already verified. */
  requestEmailVerification?: Maybe<Scalars['Boolean']['output']>;
  /** Mails a link to choose a new password, valid for 30 minutes. Always true, whether or not the address has an account. */
  requestPasswordReset?: Maybe<Scalars['Boolean']['output']>;
  /** Accepts the token of such a link, once, and ends all sessions of the user. True, or an error. */
  resetPassword?: Maybe<Scalars['Boolean']['output']>;
  /** Ends one of the viewer's own sessions. False if there is no such session, or if it has already ended. */
  revokeSession?: Maybe<Scalars['Boolean']['output']>;
  /** Revokes the access token with this `jti`, everywhere within a second. `issuer` is a trusted issuer, by default this server. True, whether or not there is such a token. */
  revokeToken?: Maybe<Scalars['Boolean']['output']>;
  /** Ends all sessions of a user. Returns how many ended. */
  revokeUserSessions?: Maybe<Scalars['Int']['output']>;
  /** A disabled user cannot sign in; all their sessions end. */
  setUserDisabled?: Maybe<User>;
  /** Replaces the roles of a user. Their access tokens are revoked; a refresh returns one with the new roles. */
  setUserRoles?: Maybe<User>;
  /** Changes the viewer's own account. Fields that are left out stay unchanged. */
  updateProfile?: Maybe<User>;
  /** Accepts the token of a link that verifies an address, once, with the password that belongs to it: the one that was chosen at registration, or the account's. Without that password, a link does nothing. True, or an error; `INVALID_CREDENTIALS` if the password is wrong. */
  verifyEmail?: Maybe<Scalars['Boolean']['output']>;
};


/** The root of all mutations. Every module extends it. */
export type MutationAddNoteArgs = {
  text: Scalars['String']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationChangePasswordArgs = {
  currentPassword: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


/** The root of all mutations. Every module extends it. */
export type MutationLoginArgs = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationLogoutArgs = {
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};


/** The root of all mutations. Every module extends it. */
export type MutationLogoutAllArgs = {
  exceptCurrent?: InputMaybe<Scalars['Boolean']['input']>;
};


/** The root of all mutations. Every module extends it. */
export type MutationRefreshArgs = {
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};


/** The root of all mutations. Every module extends it. */
export type MutationRegisterArgs = {
  input: RegisterInput;
};


/** The root of all mutations. Every module extends it. */
export type MutationRequestPasswordResetArgs = {
  email: Scalars['String']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationResetPasswordArgs = {
  newPassword: Scalars['String']['input'];
  token: Scalars['String']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationRevokeTokenArgs = {
  issuer?: InputMaybe<Scalars['String']['input']>;
  jti: Scalars['ID']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationRevokeUserSessionsArgs = {
  userId: Scalars['ID']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationSetUserDisabledArgs = {
  disabled: Scalars['Boolean']['input'];
  userId: Scalars['ID']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationSetUserRolesArgs = {
  roles: Array<Role>;
  userId: Scalars['ID']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


/** The root of all mutations. Every module extends it. */
export type MutationVerifyEmailArgs = {
  password: Scalars['String']['input'];
  token: Scalars['String']['input'];
};

/** An object that can be loaded by its id. Its type says who may see it. */
export type Node = {
  /** Unique across all types. */
  id: Scalars['ID']['output'];
};

/** A note is visible to its owner and to editors. */
export type Note = {
  __typename?: 'Note';
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  ownerId: Scalars['ID']['output'];
  text: Scalars['String']['output'];
};

export type NoteConnection = {
  __typename?: 'NoteConnection';
  edges: Array<NoteEdge>;
  pageInfo: PageInfo;
};

export type NoteEdge = {
  __typename?: 'NoteEdge';
  cursor: Scalars['String']['output'];
  node?: Maybe<Note>;
};

/** Where a page of a connection begins and ends. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Pass it as `after` to get the next page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** With `last`, true if `before` is given. */
  hasNextPage: Scalars['Boolean']['output'];
  /** With `first`, true if `after` is given. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Pass it as `before` to get the previous page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** The root of all queries. Every module extends it. */
export type Query = {
  __typename?: 'Query';
  /** Audit events, newest first. `userId` selects those that concern one user. `first` or `last` is 1 to 100; the default is 20. */
  auditEvents?: Maybe<AuditEventConnection>;
  /** The viewer's own account. */
  me?: Maybe<User>;
  /** The viewer's own notes, newest first. `first` is 1 to 100. */
  myNotes?: Maybe<NoteConnection>;
  /** The object with this id; null if there is none that the viewer may see. `UNAUTHENTICATED` where signing in could reveal one. */
  node?: Maybe<Node>;
  /** The objects with these ids, at most 100, in the same order. */
  nodes: Array<Maybe<Node>>;
  note?: Maybe<Note>;
  /** The session of the current token. */
  session?: Maybe<Session>;
  /** The viewer's own sessions, most recently used first. */
  sessions?: Maybe<Array<Session>>;
  user?: Maybe<User>;
  /** Users in order of registration. `search` matches any part of the name or the e-mail address, regardless of case; with one or two characters, only the beginning of the address or of a word in the name. `first` or `last` is 1 to 100; the default is 20. */
  users?: Maybe<UserConnection>;
};


/** The root of all queries. Every module extends it. */
export type QueryAuditEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  userId?: InputMaybe<Scalars['ID']['input']>;
};


/** The root of all queries. Every module extends it. */
export type QueryMyNotesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** The root of all queries. Every module extends it. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all queries. Every module extends it. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** The root of all queries. Every module extends it. */
export type QueryNoteArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all queries. Every module extends it. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all queries. Every module extends it. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};

export type RegisterInput = {
  /** Case-insensitive. */
  email: Scalars['String']['input'];
  /** At most 100 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** 8 to 256 characters, and not easy to guess. */
  password: Scalars['String']['input'];
};

export type RegisterPayload = {
  __typename?: 'RegisterPayload';
  auth?: Maybe<AuthPayload>;
  status: RegisterStatus;
};

export type RegisterStatus =
  /** The account can be used, and `auth` is its first session. */
  | 'ACTIVE'
  /** The address must be verified first: a mail has been sent to it. */
  | 'VERIFICATION_SENT';

/** `portcullis.config.ts` says which of these roles the built-in fields require. */
export type Role =
  /** May read every note. */
  | 'EDITOR'
  /** Everyone who has an account. */
  | 'MEMBER'
  /** May change what users may do. */
  | 'OWNER';

export type Session = Node & {
  __typename?: 'Session';
  createdAt: Scalars['DateTime']['output'];
  /** The session of the current token. */
  current: Scalars['Boolean']['output'];
  /** When the session ends in any case. */
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** When the session ends unless it is refreshed. */
  idleExpiresAt: Scalars['DateTime']['output'];
  ipAddress?: Maybe<Scalars['String']['output']>;
  /** The last sign-in or refresh. */
  lastUsedAt: Scalars['DateTime']['output'];
  userAgent?: Maybe<Scalars['String']['output']>;
  userId: Scalars['ID']['output'];
};

export type UpdateProfileInput = {
  /** At most 100 characters; null removes it. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** An account, visible to its user and to SUPPORT. */
export type User = Node & {
  __typename?: 'User';
  createdAt: Scalars['DateTime']['output'];
  /** A disabled user cannot sign in. */
  disabled?: Maybe<Scalars['Boolean']['output']>;
  email?: Maybe<Scalars['String']['output']>;
  /** The user has followed a link that was mailed to the address, or an operator created the account. */
  emailVerified?: Maybe<Scalars['Boolean']['output']>;
  id: Scalars['ID']['output'];
  name?: Maybe<Scalars['String']['output']>;
  roles: Array<Role>;
  /** Where the user is signed in, most recently used first. */
  sessions?: Maybe<Array<Session>>;
};

export type UserConnection = {
  __typename?: 'UserConnection';
  edges: Array<UserEdge>;
  pageInfo: PageInfo;
};

export type UserEdge = {
  __typename?: 'UserEdge';
  cursor: Scalars['String']['output'];
  node: User;
};

export type WithIndex<TObject> = TObject & Record<string, any>;
export type ResolversObject<TObject> = WithIndex<TObject>;

export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = ResolversObject<{
  Node:
    | ( Model<'AuditEvent'> )
    | ( Model<'Session'> )
    | ( Model<'User'> )
  ;
}>;

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  AuditEvent: ResolverTypeWrapper<Model<'AuditEvent'>>;
  AuditEventConnection: ResolverTypeWrapper<Omit<AuditEventConnection, 'edges'> & { edges: Array<ResolversTypes['AuditEventEdge']> }>;
  AuditEventEdge: ResolverTypeWrapper<Omit<AuditEventEdge, 'node'> & { node: ResolversTypes['AuditEvent'] }>;
  AuditEventType: AuditEventType;
  AuthPayload: ResolverTypeWrapper<AuthPayload>;
  AuthRule: AuthRule;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ClaimRule: ClaimRule;
  CreateUserInput: CreateUserInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  LimitWindow: LimitWindow;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  Note: ResolverTypeWrapper<Model<'Note'>>;
  NoteConnection: ResolverTypeWrapper<Omit<NoteConnection, 'edges'> & { edges: Array<ResolversTypes['NoteEdge']> }>;
  NoteEdge: ResolverTypeWrapper<Omit<NoteEdge, 'node'> & { node?: Maybe<ResolversTypes['Note']> }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RegisterInput: RegisterInput;
  RegisterPayload: ResolverTypeWrapper<RegisterPayload>;
  RegisterStatus: RegisterStatus;
  Role: Role;
  Session: ResolverTypeWrapper<Model<'Session'>>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  UpdateProfileInput: UpdateProfileInput;
  User: ResolverTypeWrapper<Model<'User'>>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges'> & { edges: Array<ResolversTypes['UserEdge']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  AuditEvent: Model<'AuditEvent'>;
  AuditEventConnection: Omit<AuditEventConnection, 'edges'> & { edges: Array<ResolversParentTypes['AuditEventEdge']> };
  AuditEventEdge: Omit<AuditEventEdge, 'node'> & { node: ResolversParentTypes['AuditEvent'] };
  AuthPayload: AuthPayload;
  AuthRule: AuthRule;
  Boolean: Scalars['Boolean']['output'];
  ClaimRule: ClaimRule;
  CreateUserInput: CreateUserInput;
  DateTime: Scalars['DateTime']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  Note: Model<'Note'>;
  NoteConnection: Omit<NoteConnection, 'edges'> & { edges: Array<ResolversParentTypes['NoteEdge']> };
  NoteEdge: Omit<NoteEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Note']> };
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  RegisterInput: RegisterInput;
  RegisterPayload: RegisterPayload;
  Session: Model<'Session'>;
  String: Scalars['String']['output'];
  UpdateProfileInput: UpdateProfileInput;
  User: Model<'User'>;
  UserConnection: Omit<UserConnection, 'edges'> & { edges: Array<ResolversParentTypes['UserEdge']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
}>;

export type AuthDirectiveArgs = {
  anyOf?: Maybe<Array<AuthRule>>;
  claims?: Maybe<Array<ClaimRule>>;
  owner?: Maybe<Scalars['String']['input']>;
  policy?: Maybe<Scalars['String']['input']>;
  role?: Maybe<Role>;
  scopes?: Maybe<Array<Scalars['String']['input']>>;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['String']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = Context, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GrantsDirectiveArgs = {
  scopes: Array<Scalars['String']['input']>;
};

export type GrantsDirectiveResolver<Result, Parent, ContextType = Context, Args = GrantsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type IncludesDirectiveArgs = {
  roles: Array<Scalars['String']['input']>;
};

export type IncludesDirectiveResolver<Result, Parent, ContextType = Context, Args = IncludesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LimitDirectiveArgs = {
  max: Scalars['Int']['input'];
  per: LimitWindow;
};

export type LimitDirectiveResolver<Result, Parent, ContextType = Context, Args = LimitDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
  sizedFields?: Maybe<Array<Scalars['String']['input']>>;
  slicingArguments?: Maybe<Array<Scalars['String']['input']>>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = Context, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PublicDirectiveArgs = { };

export type PublicDirectiveResolver<Result, Parent, ContextType = Context, Args = PublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AuditEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = ResolversObject<{
  actorId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, SignedIn<ContextType>>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  sessionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, SignedIn<ContextType>>;
  type?: Resolver<ResolversTypes['AuditEventType'], ParentType, SignedIn<ContextType>>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, SignedIn<ContextType>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export type AuditEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type AuditEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, SignedIn<ContextType>>;
}>;

export type AuthPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuthPayload'] = ResolversParentTypes['AuthPayload']> = ResolversObject<{
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshExpiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sessionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = ResolversObject<{
  addNote?: Resolver<Maybe<ResolversTypes['Note']>, ParentType, SignedIn<ContextType>, RequireFields<MutationAddNoteArgs, 'text'>>;
  changePassword?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, SignedIn<ContextType>, RequireFields<MutationChangePasswordArgs, 'currentPassword' | 'newPassword'>>;
  createUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, SignedIn<ContextType>, RequireFields<MutationCreateUserArgs, 'input'>>;
  login?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationLoginArgs, 'email' | 'password'>>;
  logout?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, Partial<MutationLogoutArgs>>;
  logoutAll?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, SignedIn<ContextType>, RequireFields<MutationLogoutAllArgs, 'exceptCurrent'>>;
  refresh?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, Partial<MutationRefreshArgs>>;
  register?: Resolver<Maybe<ResolversTypes['RegisterPayload']>, ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
  requestEmailVerification?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>>;
  requestPasswordReset?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationRequestPasswordResetArgs, 'email'>>;
  resetPassword?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'newPassword' | 'token'>>;
  revokeSession?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>, RequireFields<MutationRevokeSessionArgs, 'id'>>;
  revokeToken?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>, RequireFields<MutationRevokeTokenArgs, 'jti'>>;
  revokeUserSessions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, SignedIn<ContextType>, RequireFields<MutationRevokeUserSessionsArgs, 'userId'>>;
  setUserDisabled?: Resolver<Maybe<ResolversTypes['User']>, ParentType, SignedIn<ContextType>, RequireFields<MutationSetUserDisabledArgs, 'disabled' | 'userId'>>;
  setUserRoles?: Resolver<Maybe<ResolversTypes['User']>, ParentType, SignedIn<ContextType>, RequireFields<MutationSetUserRolesArgs, 'roles' | 'userId'>>;
  updateProfile?: Resolver<Maybe<ResolversTypes['User']>, ParentType, SignedIn<ContextType>, RequireFields<MutationUpdateProfileArgs, 'input'>>;
  verifyEmail?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationVerifyEmailArgs, 'password' | 'token'>>;
}>;

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = ResolversObject<{
  __resolveType: TypeResolveFn<'AuditEvent' | 'Session' | 'User', ParentType, ContextType>;
}>;

export type NoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Note'] = ResolversParentTypes['Note']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  ownerId?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  text?: Resolver<ResolversTypes['String'], ParentType, SignedIn<ContextType>>;
}>;

export type NoteConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NoteConnection'] = ResolversParentTypes['NoteConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['NoteEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type NoteEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NoteEdge'] = ResolversParentTypes['NoteEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Note']>, ParentType, SignedIn<ContextType>>;
}>;

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = ResolversObject<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  auditEvents?: Resolver<Maybe<ResolversTypes['AuditEventConnection']>, ParentType, SignedIn<ContextType>, Partial<QueryAuditEventsArgs>>;
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, SignedIn<ContextType>>;
  myNotes?: Resolver<Maybe<ResolversTypes['NoteConnection']>, ParentType, SignedIn<ContextType>, RequireFields<QueryMyNotesArgs, 'first'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  note?: Resolver<Maybe<ResolversTypes['Note']>, ParentType, SignedIn<ContextType>, RequireFields<QueryNoteArgs, 'id'>>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, SignedIn<ContextType>>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, SignedIn<ContextType>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, SignedIn<ContextType>, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, SignedIn<ContextType>, Partial<QueryUsersArgs>>;
}>;

export type RegisterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisterPayload'] = ResolversParentTypes['RegisterPayload']> = ResolversObject<{
  auth?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RegisterStatus'], ParentType, ContextType>;
}>;

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, SignedIn<ContextType>>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  idleExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  disabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  emailVerified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  roles?: Resolver<Array<ResolversTypes['Role']>, ParentType, SignedIn<ContextType>>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, SignedIn<ContextType>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, SignedIn<ContextType>>;
}>;

export type Resolvers<ContextType = Context> = ResolversObject<{
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  AuthPayload?: AuthPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Note?: NoteResolvers<ContextType>;
  NoteConnection?: NoteConnectionResolvers<ContextType>;
  NoteEdge?: NoteEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RegisterPayload?: RegisterPayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
}>;

export type DirectiveResolvers<ContextType = Context> = ResolversObject<{
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  grants?: GrantsDirectiveResolver<any, any, ContextType>;
  includes?: IncludesDirectiveResolver<any, any, ContextType>;
  limit?: LimitDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  public?: PublicDirectiveResolver<any, any, ContextType>;
}>;

/** The policies that `@auth` names, each with every input that it can get. */
export type Policies = Record<string, never>;
