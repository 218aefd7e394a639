import { createServer } from 'portcullis';
import options from '../portcullis.config.js';

const server = createServer(options);
const { url } = await server.listen();
console.log(`Ready at ${url}`);
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void server.close());
