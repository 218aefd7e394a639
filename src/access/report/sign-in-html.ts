import { html } from './escape-html.js';
import { pagePolicy } from './html.js';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';

const STYLE = `
body.sign-in { display: block; max-width: 34rem; margin: 0 auto; padding: 4rem 1.25rem; }
.sign-in form { display: grid; gap: 0.75rem; justify-items: start; }
.sign-in label { display: grid; gap: 0.25rem; width: 100%; color: var(--quiet); }
.sign-in output { margin: 0; white-space: normal; color: var(--opened); font-weight: 600; }
`;

// The token is a constant of this script: it is in no storage, in no address, and gone with the page.
const SCRIPT = `${PAGE_SCRIPT}
const form = document.querySelector('form');
const said = document.querySelector('output');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const authorization = 'Bearer ' + form.elements.token.value.trim().replace(/^bearer\\s+/i, '');
  try {
    const response = await fetch(location.pathname, { headers: { authorization }, credentials: 'omit', cache: 'no-store' });
    if (!response.ok) {
      said.textContent = (await response.json()).errors[0].message;
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const script of page.querySelectorAll('script')) script.remove();
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    startPage(authorization);
  } catch {
    said.textContent = 'The server does not answer. Try again.';
  }
});
`;

export interface SignInOptions {
  /** What may open the page, as a sentence. */
  readonly text: string;
  readonly sha256: (text: string) => string;
}

/**
 * A page that asks for an access token, and becomes the page that it opens. With the policy that it needs: it has the style
 * of that page too.
 */
export function signInHtml({ text, sha256 }: SignInOptions): { readonly page: string; readonly policy: string } {
  const policy = pagePolicy({ script: SCRIPT, styles: [PAGE_STYLE, STYLE] }, { sha256, isServed: true });
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Who may use what</title>
<style>${PAGE_STYLE}</style>
<style>${STYLE}</style>
</head>
<body class="sign-in">
<main>
<h1>Who may use what</h1>
<p>${html(text)}</p>
<form>
<label for="token">Access token<textarea id="token" name="token" rows="5" required autocomplete="off" spellcheck="false"></textarea></label>
<button>Open</button>
<output></output>
</form>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
  return { page, policy };
}
