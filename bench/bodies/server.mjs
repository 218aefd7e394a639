// A server as production has it, whose parent may ask how much CPU it has used.
import { createServer } from '../../dist/index.js';
import { modules } from '../../dist/modules.js';

const server = createServer({ modules, announce: () => {} });
const { url } = await server.listen();
process.send({ url });
process.on('message', () => process.send(process.cpuUsage()));
