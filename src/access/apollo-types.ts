import type {
  DocumentNode,
  FormattedExecutionResult,
  GraphQLError,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';

/** A plugin for Apollo Server 5, typed by what it uses of it: whoever has another server has no types of Apollo's. */
export interface ApolloPlugin {
  serverWillStart(server: { readonly schema: GraphQLSchema }): Promise<void>;
  requestDidStart(request: ReceivedRequest): Promise<ApolloRequestListener>;
}

/** What is called in the course of a request. */
export interface ApolloRequestListener {
  didEncounterErrors?(request: FailedRequest): Promise<void>;
  didResolveOperation?(request: ResolvedRequest): Promise<void>;
  responseForOperation?<THead>(request: {
    readonly response: { readonly http: THead };
  }): Promise<{ http: THead; body: { kind: 'single'; singleResult: FormattedExecutionResult } } | null>;
}

interface ReceivedRequest {
  readonly schema: GraphQLSchema;
  readonly request: {
    readonly query?: string | undefined;
    readonly variables?: Readonly<Record<string, unknown>> | undefined;
  };
  readonly contextValue: unknown;
}

export interface FailedRequest extends ReceivedRequest {
  readonly errors: readonly GraphQLError[];
  readonly document?: DocumentNode | undefined;
  readonly operation?: OperationDefinitionNode | undefined;
}

export interface ResolvedRequest extends ReceivedRequest {
  readonly document: DocumentNode;
  readonly operation?: OperationDefinitionNode | undefined;
  readonly source: string;
}
