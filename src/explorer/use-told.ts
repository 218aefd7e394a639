import { useEffect, useState } from 'react';
import { type Addresses, askServer, type Told } from './ask-server.js';
import type { Credentials } from './credentials.js';

export interface ToldState {
  readonly told: Told | undefined;
  /** Why nothing newer is known. */
  readonly problem: string | undefined;
}

/** Asks the server again whenever somebody else is signed in, or the same with another token. */
export function useTold(addresses: Addresses, credentials: Credentials): ToldState {
  const [state, setState] = useState<ToldState>({ told: undefined, problem: undefined });
  useEffect(() => {
    let latest = 0;
    const ask = async () => {
      latest += 1;
      const own = latest;
      try {
        const told = await askServer(addresses, credentials);
        if (own === latest) setState((before) => ({ told: unlessSame(before.told, told), problem: undefined }));
      } catch (error) {
        if (own === latest) setState(({ told }) => ({ told, problem: messageOf(error) }));
      }
    };
    const stop = credentials.onChange(() => void ask());
    void ask();
    return () => {
      latest += 1;
      stop();
    };
  }, [addresses, credentials]);
  return state;
}

/** What is the same stays the same object, so that nothing is shown anew. */
function unlessSame(before: Told | undefined, told: Told): Told {
  if (!before) return told;
  const same = <TKey extends keyof Told>(key: TKey): Told[TKey] =>
    JSON.stringify(before[key]) === JSON.stringify(told[key]) ? before[key] : told[key];
  return { ...told, introspection: same('introspection'), rules: same('rules') };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The server does not answer.';
}
