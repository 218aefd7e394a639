import { createHash } from 'node:crypto';

/** A page that the link of a mail leads to. */
interface LinkPage {
  readonly title: string;
  readonly label: string;
  readonly autocomplete: 'new-password' | 'current-password';
  readonly button: string;
  readonly mutation: string;
  readonly done: string;
}

const PAGES: Readonly<Record<string, LinkPage>> = {
  '/reset-password': {
    title: 'Choose a new password',
    label: 'New password',
    autocomplete: 'new-password',
    button: 'Use this password',
    mutation: 'mutation ($token: String!, $password: String!) { resetPassword(token: $token, newPassword: $password) }',
    done: 'The password has been changed. Sign in with it.',
  },
  '/verify-email': {
    title: 'Verify your e-mail address',
    label: 'Password of the account',
    autocomplete: 'current-password',
    button: 'Verify',
    mutation: 'mutation ($token: String!, $password: String!) { verifyEmail(token: $token, password: $password) }',
    done: 'The address is verified. Sign in with this password.',
  },
};

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem; }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; margin: .5rem 0; padding: .4rem; }
label { padding: 0; }
`;

// The token goes from the address to the body of one request, and nowhere else; it does not stay in the history.
const SCRIPT = `
const form = document.querySelector('form');
const said = document.querySelector('output');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);
const say = (text) => { said.textContent = text; };
if (!token) say('There is no token in this address. Open the link in the mail again.');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    const response = await fetch('graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      credentials: 'omit',
      body: JSON.stringify({ query: form.dataset.mutation, variables: { token, password: form.elements.password.value } }),
    });
    const { errors } = await response.json();
    if (errors) return say(errors[0].message);
    form.hidden = true;
    say(form.dataset.done);
  } catch {
    say('The server does not answer. Try again.');
  }
});
`;

/** Of a page that loads nothing, sends to this server alone, and stands in no frame. */
export const LINK_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `script-src '${hashOf(SCRIPT)}'`,
    `style-src '${hashOf(STYLE)}'`,
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
};

/** Plain pages for the links in mails, by path, so that they can be followed where there is no app yet. */
export const linkPages: ReadonlyMap<string, string> = new Map(
  Object.entries(PAGES).map(([path, page]) => [path, htmlOf(page)]),
);

function htmlOf({ title, label, autocomplete, button, mutation, done }: LinkPage): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
<h1>${title}</h1>
<p>This page is for development. In production, <code>APP_URL</code> points to your own.</p>
<form data-mutation="${mutation}" data-done="${done}">
<label for="password">${label}</label>
<input id="password" name="password" type="password" autocomplete="${autocomplete}" required>
<button>${button}</button>
</form>
<output></output>
<script>${SCRIPT}</script>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
