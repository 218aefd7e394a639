/** A server for the tests of a project: without a port, on a database of its own, and a client of any viewer. */
export { createTestServer, type TestServer, type TestServerOptions } from './create-test-server.js';
export type { TestViewer } from './viewers.js';
