import {
  type AuthFragment,
  ChangePasswordDocument,
  LoginDocument,
  LogoutDocument,
  MeDocument,
  RegisterDocument,
} from '../generated/operations.js';
import { type Stopwatch, startStopwatch } from './access-memory.js';
import { dataOf } from './answers.js';
import type { Client } from './client.js';
import { documentText, type OperationDocument } from './document-text.js';
import type { Send } from './send.js';
import type { Session } from './session.js';
import { withinAttempt } from './wait-out.js';

export interface AccountOptions {
  readonly send: Send;
  readonly session: Session;
  readonly request: Client['request'];
  readonly hasCookie: boolean;
  readonly clock: () => number;
}

type Account = Pick<Client, 'register' | 'login' | 'logout' | 'me' | 'changePassword'>;

/** What is done with an account: the operations of which the answer changes the session, and `me`. */
export function createAccount({ send, session, request, hasCookie, clock }: AccountOptions): Account {
  /** What opens a session is sent without a token, and once: nobody knows of a lost answer whether it was done. */
  const ask = async <TResult, TVariables extends object>(
    document: OperationDocument<TResult, TVariables>,
    variables: TVariables,
  ) => {
    const since = startStopwatch(clock);
    return { data: dataOf<TResult>(await send({ query: documentText(document), variables })), since };
  };
  const opened = async (auth: AuthFragment | null | undefined, since: Stopwatch) => {
    if (auth) await session.open(auth, since);
    return session.state();
  };
  return {
    register: async (input) => {
      const { data, since } = await ask(RegisterDocument, { input });
      await opened(data.register?.auth, since);
      return data.register?.status ?? 'VERIFICATION_SENT';
    },
    login: async (credentials) => {
      const { data, since } = await ask(LoginDocument, credentials);
      return opened(data.login, since);
    },
    logout: async () => {
      const { stored, token } = await session.current();
      const variables = { refreshToken: stored?.refreshToken ?? null };
      const leave = async () => {
        const { logout } = dataOf<{ logout: boolean | null }>(
          await withinAttempt((signal) => send({ query: documentText(LogoutDocument), variables }, { token, signal })),
        );
        return logout ?? false;
      };
      // A cookie is taken away by the server alone: as long as that is not done, nobody is signed out.
      const isDone = hasCookie ? await leave() : await leave().catch(() => false);
      await session.end('SIGNED_OUT');
      return isDone;
    },
    me: async () => {
      if ((await session.accessToken()) === null) return null;
      try {
        return (await request(MeDocument)).me;
      } catch (error) {
        if (session.state().isSignedIn) throw error;
        // This is how it was found out that the session had been ended elsewhere.
        return null;
      }
    },
    changePassword: async (passwords) => {
      const since = startStopwatch(clock);
      const { changePassword } = await request(ChangePasswordDocument, passwords);
      return opened(changePassword, since);
    },
  };
}
