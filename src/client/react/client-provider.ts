import { createContext, createElement, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Client } from '../client.js';

export interface ClientProviderProps {
  readonly client: Client;
  readonly children?: ReactNode;
}

interface Provided {
  readonly client: Client;
  /** Whether it is known by now who is signed in. */
  readonly isReady: boolean;
}

const ClientContext = createContext<Provided | null>(null);

/** Provides a client to all components below it, and restores its session. */
export function ClientProvider({ client, children }: ClientProviderProps): ReactNode {
  const [ready, setReady] = useState<Client | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void client.ready().then(() => isCurrent && setReady(client));
    return () => {
      isCurrent = false;
    };
  }, [client]);
  const isReady = ready === client;
  const value = useMemo(() => ({ client, isReady }), [client, isReady]);
  return createElement(ClientContext.Provider, { value }, children);
}

/** The client of the `ClientProvider` above. */
export function useClient(): Client {
  return useProvided().client;
}

export function useProvided(): Provided {
  const provided = useContext(ClientContext);
  if (!provided) throw new TypeError('There is no ClientProvider around this component.');
  return provided;
}
