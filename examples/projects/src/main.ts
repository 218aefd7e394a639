import { runServer } from 'portcullis';
import options from '../portcullis.config.js';

await runServer(options);
