// The servers by the names that the results have, each with the file that starts it and what it makes of a refusal.
// A file is loaded only in the process of its server, so that nobody pays for the libraries of another.

const entry = (file, denied) => Object.freeze({ file, denied });

export const servers = Object.freeze({
  portcullis: entry('portcullis.js', 'refused'),
  'portcullis-no-auth': entry('portcullis.js', 'ungoverned'),
  apollo: entry('apollo.js', 'ungoverned'),
  'apollo-mapschema': entry('apollo-mapschema.js', 'refused'),
  'apollo-shield': entry('apollo-shield.js', 'refused'),
  'apollo-authz': entry('apollo-authz.js', 'rejected'),
  'yoga-generic-auth': entry('yoga-generic-auth.js', 'removed'),
  mercurius: entry('mercurius.js', 'ungoverned'),
  'mercurius-auth': entry('mercurius.js', 'refused'),
  'mercurius-auth-cache': entry('mercurius.js', 'refused'),
  http: entry('http.js', 'ungoverned'),
});

/** Whether a server answers this with something else than null and an error for each refused field. */
export function isOtherAnswer(server, workload) {
  return workload === 'denied' && servers[server].denied !== 'refused';
}
