import { modules, roles } from './modules.js';
import { runServer } from './server/run-server.js';

void runServer({ modules, roles });
