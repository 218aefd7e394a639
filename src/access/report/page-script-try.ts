/**
 * The operation that is tried. A page that is a file writes the command that explains it; a page of a server asks the
 * server. Which path is allowed is decided by neither of them.
 */
export const TRY_SCRIPT = `
  const tryForm = find('try-form'), tried = find('tried');
  const valueOf = (id) => (find(id) ? find(id).value.trim() : '');
  const say = (text, className) => tried.replaceChildren(make('p', { textContent: text, className }));
  const quoted = (text) => "'" + text.replaceAll("'", "'\\\\''") + "'";

  const commandFor = () => {
    const query = find('query').value;
    let end = 'GRAPHQL';
    while (query.split('\\n').includes(end)) end += '_';
    const options = [
      ['--operation', valueOf('operation-name')], ['--variables', valueOf('variables')],
      ['--role', valueOf('role')], ['--claims', valueOf('claims')],
    ].flatMap(([name, value]) => (value ? [name + ' ' + quoted(value)] : []));
    return [tryForm.dataset.command, ...options, '--query - <<' + quoted(end)].join(' ') + '\\n' + query.replace(/\\n*$/, '') + '\\n' + end;
  };
  const writeCommand = () => {
    const command = commandFor();
    const copy = make('button', { type: 'button', textContent: 'Copy' });
    copy.addEventListener('click', () => navigator.clipboard.writeText(command).then(() => { copy.textContent = 'Copied'; }, () => {}));
    tried.replaceChildren(make('pre', { textContent: command, tabIndex: 0 }), copy);
  };

  const verdict = ({ key, depth, on, access, because, by }) => {
    const code = make('code', {}, '\\u00a0\\u00a0'.repeat(depth) + key);
    const why = [because && ({ refused: 'needs ', depends: 'if ' }[access] || '') + because, ...by].filter(Boolean).join(' · ');
    return make('li', {},
      make('span', { className: 'sign ' + access }, make('span', { className: 'unseen', textContent: access + ':' })),
      make('div', {}, code, on.length > 0 ? make('small', { textContent: ' on ' + on.join(', ') }) : '', make('div', { className: 'why', textContent: why })));
  };
  const answered = ({ viewer, problem, conclusion, paths, isCut }) => {
    const parts = [make('p', { textContent: viewer })];
    if (problem) parts.unshift(make('p', { className: 'problem', textContent: problem }));
    if (conclusion) parts.push(make('p', { className: 'problem', textContent: conclusion }));
    parts.push(make('ul', { className: 'verdicts' }, ...paths.map(verdict)));
    if (isCut) parts.push(make('p', { className: 'quiet', textContent: 'And more: the first ' + paths.length + ' paths are told.' }));
    tried.replaceChildren(...parts);
  };
  const askServer = async () => {
    let variables;
    try {
      variables = JSON.parse(valueOf('variables') || '{}');
    } catch {
      return say('The variables are not JSON.', 'problem');
    }
    const body = { query: find('query').value, variables };
    for (const [name, id] of [['operationName', 'operation-name'], ['role', 'role'], ['token', 'token']])
      if (valueOf(id)) body[name] = valueOf(id);
    try {
      const response = await fetch(tryForm.dataset.address, {
        method: 'POST', credentials: 'omit', body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      });
      const answer = await response.json();
      if (answer.errors) say(answer.errors.map(({ message }) => message).join(' '), 'problem');
      else answered(answer);
    } catch {
      say('The server does not answer. Try again.', 'problem');
    }
  };
  tryForm.addEventListener('submit', (event) => {
    event.preventDefault();
    if (tryForm.dataset.address) askServer();
    else writeCommand();
  });
  tryForm.hidden = false;
`;
