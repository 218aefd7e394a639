import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Model, Context } from 'portcullis';
import type { FieldPolicyInput, PolicyOf, SignedIn } from 'portcullis/access';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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

/** A member of an organization. */
export type Member = {
  __typename?: 'Member';
  person?: Maybe<Person>;
  rank: Rank;
};

/** The root of all mutations. Every module extends it. */
export type Mutation = {
  __typename?: 'Mutation';
  /** False if the user already belongs to it. Their access tokens are revoked; a refresh returns one with the organization. */
  addMember?: Maybe<Scalars['Boolean']['output']>;
  /** Returns new tokens for this session and ends the viewer's other sessions. `INVALID_CREDENTIALS` if the current password is wrong. */
  changePassword?: Maybe<AuthPayload>;
  completeTask?: Maybe<Task>;
  /** Creates an organization that the viewer manages. Returns its id; a refresh returns an access token with the id in `org`. */
  createOrganization?: Maybe<Scalars['ID']['output']>;
  createProject?: Maybe<Project>;
  /** Creates a task that the viewer owns. */
  createTask?: Maybe<Task>;
  /** Creates an account that can sign in at once, even where registration is closed. `EMAIL_TAKEN` if the address already has an account. */
  createUser?: Maybe<User>;
  /** Deletes the project with its tasks. False if there is no such project. */
  deleteProject?: Maybe<Scalars['Boolean']['output']>;
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
  /** False if the user does not belong to it. Their access tokens are revoked; a refresh returns one without the organization. */
  removeMember?: Maybe<Scalars['Boolean']['output']>;
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
export type MutationAddMemberArgs = {
  email: Scalars['String']['input'];
  organizationId: Scalars['ID']['input'];
  rank?: Rank;
};


/** The root of all mutations. Every module extends it. */
export type MutationChangePasswordArgs = {
  currentPassword: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationCompleteTaskArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationCreateOrganizationArgs = {
  name: Scalars['String']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationCreateProjectArgs = {
  name: Scalars['String']['input'];
  organizationId: Scalars['ID']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationCreateTaskArgs = {
  notes?: InputMaybe<Scalars['String']['input']>;
  projectId: Scalars['ID']['input'];
  title: Scalars['String']['input'];
};


/** The root of all mutations. Every module extends it. */
export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


/** The root of all mutations. Every module extends it. */
export type MutationDeleteProjectArgs = {
  id: Scalars['ID']['input'];
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
export type MutationRemoveMemberArgs = {
  organizationId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
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

/** Visible only to its members: their access tokens name it in the claim `org`. */
export type Organization = Node & {
  __typename?: 'Organization';
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** Only for those who manage the organization. */
  invoiceAddress?: Maybe<Scalars['String']['output']>;
  members: Array<Member>;
  name: Scalars['String']['output'];
};

export type OrganizationConnection = {
  __typename?: 'OrganizationConnection';
  edges: Array<OrganizationEdge>;
  pageInfo: PageInfo;
};

export type OrganizationEdge = {
  __typename?: 'OrganizationEdge';
  cursor: Scalars['String']['output'];
  node: Organization;
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

/** What people who work together see of each other. A `User` is visible only to that user and to the staff. */
export type Person = {
  __typename?: 'Person';
  id: Scalars['ID']['output'];
  name?: Maybe<Scalars['String']['output']>;
};

export type Project = Node & {
  __typename?: 'Project';
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  openTasks: Scalars['Int']['output'];
  organization?: Maybe<Organization>;
  organizationId: Scalars['ID']['output'];
};

export type ProjectConnection = {
  __typename?: 'ProjectConnection';
  edges: Array<ProjectEdge>;
  pageInfo: PageInfo;
};

export type ProjectEdge = {
  __typename?: 'ProjectEdge';
  cursor: Scalars['String']['output'];
  node: Project;
};

/** The root of all queries. Every module extends it. */
export type Query = {
  __typename?: 'Query';
  /** Audit events, newest first. `userId` selects those that concern one user. `first` or `last` is 1 to 100; the default is 20. */
  auditEvents?: Maybe<AuditEventConnection>;
  /** The viewer's own account. */
  me?: Maybe<User>;
  /** The object with this id; null if there is none that the viewer may see. `UNAUTHENTICATED` where signing in could reveal one. */
  node?: Maybe<Node>;
  /** The objects with these ids, at most 100, in the same order. */
  nodes: Array<Maybe<Node>>;
  organization?: Maybe<Organization>;
  /** The organizations that the viewer belongs to, newest first. `first` and `last` are 1 to 100. */
  organizations?: Maybe<OrganizationConnection>;
  project?: Maybe<Project>;
  /** The projects of an organization, newest first. `first` and `last` are 1 to 100. */
  projects?: Maybe<ProjectConnection>;
  /** The session of the current token. */
  session?: Maybe<Session>;
  /** The viewer's own sessions, most recently used first. */
  sessions?: Maybe<Array<Session>>;
  /** The tasks of a project, newest first. `first` and `last` are 1 to 100. */
  tasks?: Maybe<TaskConnection>;
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
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all queries. Every module extends it. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** The root of all queries. Every module extends it. */
export type QueryOrganizationArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all queries. Every module extends it. */
export type QueryOrganizationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** The root of all queries. Every module extends it. */
export type QueryProjectArgs = {
  id: Scalars['ID']['input'];
};


/** The root of all queries. Every module extends it. */
export type QueryProjectsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  organizationId: Scalars['ID']['input'];
};


/** The root of all queries. Every module extends it. */
export type QueryTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  projectId: Scalars['ID']['input'];
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

export type Rank =
  /** May add and remove members, and delete projects. */
  | 'MANAGER'
  | 'MEMBER';

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

/** What an account may do on the whole server. Inside an organization, a member has a rank. */
export type Role =
  /** Everyone who has an account. */
  | 'CUSTOMER'
  /** May change what users may do. */
  | 'OPERATOR'
  /** May view users. */
  | 'STAFF';

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

export type Task = Node & {
  __typename?: 'Task';
  createdAt: Scalars['DateTime']['output'];
  done: Scalars['Boolean']['output'];
  id: Scalars['ID']['output'];
  /** Only for the owner of the task. */
  notes?: Maybe<Scalars['String']['output']>;
  organizationId: Scalars['ID']['output'];
  owner?: Maybe<Person>;
  ownerId: Scalars['ID']['output'];
  project?: Maybe<Project>;
  title: Scalars['String']['output'];
};

export type TaskConnection = {
  __typename?: 'TaskConnection';
  edges: Array<TaskEdge>;
  pageInfo: PageInfo;
};

export type TaskEdge = {
  __typename?: 'TaskEdge';
  cursor: Scalars['String']['output'];
  node: Task;
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
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( Model<'AuditEvent'> )
    | ( Model<'Organization'> )
    | ( Model<'Project'> )
    | ( Model<'Session'> )
    | ( Model<'Task'> )
    | ( Model<'User'> )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
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
  Member: ResolverTypeWrapper<Model<'Member'>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  Organization: ResolverTypeWrapper<Model<'Organization'>>;
  OrganizationConnection: ResolverTypeWrapper<Omit<OrganizationConnection, 'edges'> & { edges: Array<ResolversTypes['OrganizationEdge']> }>;
  OrganizationEdge: ResolverTypeWrapper<Omit<OrganizationEdge, 'node'> & { node: ResolversTypes['Organization'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Person: ResolverTypeWrapper<Model<'Person'>>;
  Project: ResolverTypeWrapper<Model<'Project'>>;
  ProjectConnection: ResolverTypeWrapper<Omit<ProjectConnection, 'edges'> & { edges: Array<ResolversTypes['ProjectEdge']> }>;
  ProjectEdge: ResolverTypeWrapper<Omit<ProjectEdge, 'node'> & { node: ResolversTypes['Project'] }>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Rank: Rank;
  RegisterInput: RegisterInput;
  RegisterPayload: ResolverTypeWrapper<RegisterPayload>;
  RegisterStatus: RegisterStatus;
  Role: Role;
  Session: ResolverTypeWrapper<Model<'Session'>>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Task: ResolverTypeWrapper<Model<'Task'>>;
  TaskConnection: ResolverTypeWrapper<Omit<TaskConnection, 'edges'> & { edges: Array<ResolversTypes['TaskEdge']> }>;
  TaskEdge: ResolverTypeWrapper<Omit<TaskEdge, 'node'> & { node: ResolversTypes['Task'] }>;
  UpdateProfileInput: UpdateProfileInput;
  User: ResolverTypeWrapper<Model<'User'>>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges'> & { edges: Array<ResolversTypes['UserEdge']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
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
  Member: Model<'Member'>;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  Organization: Model<'Organization'>;
  OrganizationConnection: Omit<OrganizationConnection, 'edges'> & { edges: Array<ResolversParentTypes['OrganizationEdge']> };
  OrganizationEdge: Omit<OrganizationEdge, 'node'> & { node: ResolversParentTypes['Organization'] };
  PageInfo: PageInfo;
  Person: Model<'Person'>;
  Project: Model<'Project'>;
  ProjectConnection: Omit<ProjectConnection, 'edges'> & { edges: Array<ResolversParentTypes['ProjectEdge']> };
  ProjectEdge: Omit<ProjectEdge, 'node'> & { node: ResolversParentTypes['Project'] };
  Query: Record<PropertyKey, never>;
  RegisterInput: RegisterInput;
  RegisterPayload: RegisterPayload;
  Session: Model<'Session'>;
  String: Scalars['String']['output'];
  Task: Model<'Task'>;
  TaskConnection: Omit<TaskConnection, 'edges'> & { edges: Array<ResolversParentTypes['TaskEdge']> };
  TaskEdge: Omit<TaskEdge, 'node'> & { node: ResolversParentTypes['Task'] };
  UpdateProfileInput: UpdateProfileInput;
  User: Model<'User'>;
  UserConnection: Omit<UserConnection, 'edges'> & { edges: Array<ResolversParentTypes['UserEdge']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
};

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

export type AuditEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
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
};

export type AuditEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, SignedIn<ContextType>>;
};

export type AuthPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuthPayload'] = ResolversParentTypes['AuthPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshExpiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sessionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MemberResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Member'] = ResolversParentTypes['Member']> = {
  person?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, ContextType>;
  rank?: Resolver<ResolversTypes['Rank'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addMember?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>, RequireFields<MutationAddMemberArgs, 'email' | 'organizationId' | 'rank'>>;
  changePassword?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, SignedIn<ContextType>, RequireFields<MutationChangePasswordArgs, 'currentPassword' | 'newPassword'>>;
  completeTask?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, SignedIn<ContextType>, RequireFields<MutationCompleteTaskArgs, 'id'>>;
  createOrganization?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, SignedIn<ContextType>, RequireFields<MutationCreateOrganizationArgs, 'name'>>;
  createProject?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, SignedIn<ContextType>, RequireFields<MutationCreateProjectArgs, 'name' | 'organizationId'>>;
  createTask?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, SignedIn<ContextType>, RequireFields<MutationCreateTaskArgs, 'projectId' | 'title'>>;
  createUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, SignedIn<ContextType>, RequireFields<MutationCreateUserArgs, 'input'>>;
  deleteProject?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>, RequireFields<MutationDeleteProjectArgs, 'id'>>;
  login?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationLoginArgs, 'email' | 'password'>>;
  logout?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, Partial<MutationLogoutArgs>>;
  logoutAll?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, SignedIn<ContextType>, RequireFields<MutationLogoutAllArgs, 'exceptCurrent'>>;
  refresh?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, Partial<MutationRefreshArgs>>;
  register?: Resolver<Maybe<ResolversTypes['RegisterPayload']>, ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
  removeMember?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>, RequireFields<MutationRemoveMemberArgs, 'organizationId' | 'userId'>>;
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
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'AuditEvent' | 'Organization' | 'Project' | 'Session' | 'Task' | 'User', ParentType, ContextType>;
};

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  invoiceAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  members?: Resolver<Array<ResolversTypes['Member']>, ParentType, SignedIn<ContextType>>;
  name?: Resolver<ResolversTypes['String'], ParentType, SignedIn<ContextType>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrganizationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrganizationConnection'] = ResolversParentTypes['OrganizationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['OrganizationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OrganizationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrganizationEdge'] = ResolversParentTypes['OrganizationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Organization'], ParentType, SignedIn<ContextType>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PersonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  name?: Resolver<ResolversTypes['String'], ParentType, SignedIn<ContextType>>;
  openTasks?: Resolver<ResolversTypes['Int'], ParentType, SignedIn<ContextType>>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, SignedIn<ContextType>>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProjectConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectConnection'] = ResolversParentTypes['ProjectConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProjectEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProjectEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectEdge'] = ResolversParentTypes['ProjectEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Project'], ParentType, SignedIn<ContextType>>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  auditEvents?: Resolver<Maybe<ResolversTypes['AuditEventConnection']>, ParentType, SignedIn<ContextType>, Partial<QueryAuditEventsArgs>>;
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, SignedIn<ContextType>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, SignedIn<ContextType>, RequireFields<QueryOrganizationArgs, 'id'>>;
  organizations?: Resolver<Maybe<ResolversTypes['OrganizationConnection']>, ParentType, SignedIn<ContextType>, Partial<QueryOrganizationsArgs>>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, SignedIn<ContextType>, RequireFields<QueryProjectArgs, 'id'>>;
  projects?: Resolver<Maybe<ResolversTypes['ProjectConnection']>, ParentType, SignedIn<ContextType>, RequireFields<QueryProjectsArgs, 'organizationId'>>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, SignedIn<ContextType>>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, SignedIn<ContextType>>;
  tasks?: Resolver<Maybe<ResolversTypes['TaskConnection']>, ParentType, SignedIn<ContextType>, RequireFields<QueryTasksArgs, 'projectId'>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, SignedIn<ContextType>, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, SignedIn<ContextType>, Partial<QueryUsersArgs>>;
};

export type RegisterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisterPayload'] = ResolversParentTypes['RegisterPayload']> = {
  auth?: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RegisterStatus'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
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
};

export type TaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  done?: Resolver<ResolversTypes['Boolean'], ParentType, SignedIn<ContextType>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  notes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  owner?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, SignedIn<ContextType>>;
  ownerId?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, SignedIn<ContextType>>;
  title?: Resolver<ResolversTypes['String'], ParentType, SignedIn<ContextType>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TaskConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskConnection'] = ResolversParentTypes['TaskConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TaskEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TaskEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskEdge'] = ResolversParentTypes['TaskEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Task'], ParentType, SignedIn<ContextType>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, SignedIn<ContextType>>;
  disabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  emailVerified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, SignedIn<ContextType>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, SignedIn<ContextType>>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, SignedIn<ContextType>>;
  roles?: Resolver<Array<ResolversTypes['Role']>, ParentType, SignedIn<ContextType>>;
  sessions?: Resolver<Maybe<Array<ResolversTypes['Session']>>, ParentType, SignedIn<ContextType>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, SignedIn<ContextType>>;
};

export type Resolvers<ContextType = Context> = {
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  AuthPayload?: AuthPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Member?: MemberResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  OrganizationConnection?: OrganizationConnectionResolvers<ContextType>;
  OrganizationEdge?: OrganizationEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  ProjectConnection?: ProjectConnectionResolvers<ContextType>;
  ProjectEdge?: ProjectEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RegisterPayload?: RegisterPayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  Task?: TaskResolvers<ContextType>;
  TaskConnection?: TaskConnectionResolvers<ContextType>;
  TaskEdge?: TaskEdgeResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  grants?: GrantsDirectiveResolver<any, any, ContextType>;
  includes?: IncludesDirectiveResolver<any, any, ContextType>;
  limit?: LimitDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  public?: PublicDirectiveResolver<any, any, ContextType>;
};

/** The policies that `@auth` names, each with every input that it can get. */
export type Policies = {
  managesOrganization: PolicyOf<
    | FieldPolicyInput<SignedIn<Context>, object | null | undefined, RequireFields<MutationAddMemberArgs, 'email' | 'organizationId' | 'rank'>>
    | FieldPolicyInput<SignedIn<Context>, object | null | undefined, RequireFields<MutationRemoveMemberArgs, 'organizationId' | 'userId'>>
  >;
  managesProject: PolicyOf<FieldPolicyInput<SignedIn<Context>, object | null | undefined, RequireFields<MutationDeleteProjectArgs, 'id'>>>;
  managesThis: PolicyOf<FieldPolicyInput<SignedIn<Context>, ResolversParentTypes['Organization'], Record<never, never>>>;
  ownsTask: PolicyOf<FieldPolicyInput<SignedIn<Context>, object | null | undefined, RequireFields<MutationCompleteTaskArgs, 'id'>>>;
  worksOnProject: PolicyOf<
    | FieldPolicyInput<SignedIn<Context>, object | null | undefined, RequireFields<MutationCreateTaskArgs, 'projectId' | 'title'>>
    | FieldPolicyInput<SignedIn<Context>, object | null | undefined, RequireFields<QueryTasksArgs, 'projectId'>>
  >;
};

type WrittenPolicies = Policies;

declare module "portcullis" {
  interface Policies extends WrittenPolicies {}
}
