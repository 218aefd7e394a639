// What a page of a stranger can do, each a function that runs in that page and gives what it could read of the answer.
// `arrives`: whether the browser sends it without asking the server before.

export const ATTACKS = [
  {
    name: 'fetch of JSON',
    arrives: false,
    run: ({ url, query }) =>
      fetch(url, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }).then((answer) => answer.text()),
  },
  {
    name: 'fetch of JSON that says to be text/plain',
    arrives: true,
    run: ({ url, query }) =>
      fetch(url, { method: 'POST', credentials: 'include', body: JSON.stringify({ query }) }).then((answer) =>
        answer.text(),
      ),
  },
  {
    name: 'fetch of JSON of no type',
    arrives: true,
    run: ({ url, query }) =>
      fetch(url, { method: 'POST', credentials: 'include', body: new Blob([JSON.stringify({ query })]) }).then(
        (answer) => answer.text(),
      ),
  },
  {
    name: 'fetch of JSON that hides its type behind text/plain',
    arrives: true,
    run: ({ url, query }) =>
      fetch(url, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'text/plain; application/json' },
        body: JSON.stringify({ query }),
      }).then((answer) => answer.text()),
  },
  {
    name: 'fetch of JSON with no-cors',
    arrives: true,
    run: ({ url, query }) =>
      fetch(url, {
        method: 'POST',
        mode: 'no-cors',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }).then((answer) => answer.text()),
  },
  {
    name: 'fetch with GET',
    arrives: true,
    run: ({ url, query }) =>
      fetch(`${url}?query=${encodeURIComponent(query)}`, { credentials: 'include' }).then((answer) => answer.text()),
  },
  {
    name: 'a beacon of text',
    arrives: true,
    run: ({ url, query }) => void navigator.sendBeacon(url, JSON.stringify({ query })),
  },
  {
    name: 'a beacon of JSON',
    arrives: false,
    run: ({ url, query }) =>
      void navigator.sendBeacon(url, new Blob([JSON.stringify({ query })], { type: 'application/json' })),
  },
  ...['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'].map((enctype) => ({
    name: `a form of ${enctype}`,
    arrives: true,
    enctype,
    run: ({ url, query, enctype }) =>
      new Promise((resolve) => {
        const frame = Object.assign(document.createElement('iframe'), { name: `frame${Math.random()}` });
        const form = Object.assign(document.createElement('form'), { action: url, method: 'POST', enctype });
        form.target = frame.name;
        // In text/plain the name, "=" and the value are one line: JSON, if it is cut in the right place.
        const [name, value] =
          enctype === 'text/plain' ? [`${JSON.stringify({ query }).slice(0, -1)},"x":"`, '"}'] : ['query', query];
        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
        document.body.append(frame, form);
        frame.addEventListener('load', () => resolve(frame.contentDocument?.body?.textContent ?? ''));
        form.submit();
      }),
  })),
  ...['img', 'script', 'iframe', 'object'].map((tag) => ({
    name: `<${tag}>`,
    arrives: true,
    tag,
    run: ({ url, query, tag }) =>
      new Promise((resolve) => {
        const element = document.createElement(tag);
        const done = () => resolve(element.contentDocument?.body?.textContent ?? '');
        element.addEventListener('load', done);
        element.addEventListener('error', done);
        element[tag === 'object' ? 'data' : 'src'] = `${url}?query=${encodeURIComponent(query)}`;
        document.body.append(element);
      }),
  })),
  {
    name: 'a link',
    arrives: true,
    run: ({ url, query }) => {
      const link = Object.assign(document.createElement('a'), { target: '_blank', rel: 'opener' });
      link.href = `${url}?query=${encodeURIComponent(query)}`;
      document.body.append(link);
      link.click();
    },
  },
];

/**
 * Ways to give the API's host a cookie of this name from another host of its domain, and whether Chromium sends what comes
 * of it.
 */
export const TOSSED = [
  { cookie: (name) => `${name}=tossed`, isSent: false },
  { cookie: (name) => `=${name}=tossed`, isSent: false },
  { cookie: (name) => name.toLowerCase().concat('=tossed'), isSent: false },
  { cookie: (name) => name.replaceAll('_', '%5F').concat('=tossed'), isSent: true },
  { cookie: (name) => `\u2000${name}=tossed`, isSent: true },
  { cookie: (name) => `\u00a0${name}=tossed`, isSent: true },
  { cookie: (name) => `"tossed; ${name}=tossed`, isSent: true },
  { cookie: (name) => `$Version=1,${name}=tossed`, isSent: true },
  { cookie: (name) => `tossed="; ${name}=tossed`, isSent: true },
  { cookie: (name) => name.replace('__Host-', '').concat('=tossed'), isSent: true },
];
