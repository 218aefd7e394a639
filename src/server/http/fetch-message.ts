import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/**
 * A request of the Fetch API as Node has it, with its body as it comes. Its client has the
 * address that is given, and no other. To be destroyed in the end: a body that was not read is cancelled then. Throws a
 * `TypeError` if somebody has read the body.
 */
export function toMessage(request: Request, clientAddress: string | undefined): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: clientAddress });
  const message = new IncomingMessage(socket);
  const { pathname, search } = new URL(request.url);
  message.method = request.method;
  message.url = `${pathname}${search}`;
  message.headers = Object.fromEntries(request.headers);
  message.rawHeaders = [...request.headers].flat();
  const reader = createReader(request);
  let goOn: (() => void) | undefined;
  const readAll = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (message.push(value)) continue;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
    message.complete = true;
    message.push(null);
  };
  // Called at the first read, and then when there is room for more.
  message._read = () => {
    if (goOn) goOn();
    else {
      goOn = () => {};
      readAll().catch((error: unknown) => message.destroy(error instanceof Error ? error : new Error(String(error))));
    }
  };
  message._destroy = (error, done) => {
    socket.destroy();
    reader.cancel().catch(() => {});
    // An error that nobody listens for would end the process.
    done(message.listenerCount('error') > 0 ? error : null);
  };
  return message;
}

function createReader({ body, bodyUsed }: Request): ReadableStreamDefaultReader<Uint8Array> {
  if (bodyUsed || body?.locked) {
    throw new TypeError('The body of the request was read before the server received it. Pass the request on unread.');
  }
  return (body ?? new ReadableStream({ start: (controller) => controller.close() })).getReader();
}
