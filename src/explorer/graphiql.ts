import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createCredentials } from './credentials.js';
import { Explorer } from './explorer.js';

// The styles that a dialog puts into the page have the nonce as well; `react-remove-scroll` looks for it here.
Object.assign(globalThis, { __webpack_nonce__: document.currentScript?.nonce });

const place = document.getElementById('explorer');
if (place) {
  const graphql = new URL(location.pathname, location.href).href;
  const rules = new URL(place.dataset.rules ?? '', location.href).href;
  const credentials = createCredentials(graphql, sessionStorage);
  const isInstead = place.dataset.why === 'sandbox';
  createRoot(place).render(createElement(Explorer, { addresses: { graphql, rules }, credentials, isInstead }));
}
