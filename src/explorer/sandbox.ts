import { SIGN_IN } from './example.js';

const SCRIPT = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';
const PATIENCE_MILLISECONDS = 8_000;

type Sandbox = new (options: Readonly<Record<string, unknown>>) => unknown;

/** Apollo Sandbox, from the CDN of Apollo; where that is out of reach, the page of GraphiQL. */
function openSandbox(place: HTMLElement, nonce: string): void {
  const { instead = '', graphiql = '' } = place.dataset;
  const link = Object.assign(document.createElement('a'), { href: graphiql, textContent: 'GraphiQL' });
  const line = document.createElement('p');
  line.append('Apollo Sandbox, loaded from Apollo. ', link, ' comes with this server and needs no network.');
  place.append(line, Object.assign(document.createElement('div'), { id: 'sandbox' }));
  const giveUp = () => location.replace(instead);
  const timer = setTimeout(giveUp, PATIENCE_MILLISECONDS);
  const script = Object.assign(document.createElement('script'), { src: SCRIPT, nonce, onerror: giveUp });
  script.onload = () => {
    clearTimeout(timer);
    const EmbeddedSandbox: Sandbox | undefined = Reflect.get(window, 'EmbeddedSandbox');
    if (!EmbeddedSandbox) return giveUp();
    return new EmbeddedSandbox({
      target: '#sandbox',
      initialEndpoint: new URL(location.pathname, location.href).href,
      endpointIsEditable: false,
      initialState: { document: SIGN_IN, sharedHeaders: { authorization: 'Bearer ' } },
      runTelemetry: false,
      allowDynamicStyles: false,
    });
  };
  document.head.append(script);
}

const place = document.getElementById('explorer');
if (place) openSandbox(place, document.currentScript?.nonce ?? '');
