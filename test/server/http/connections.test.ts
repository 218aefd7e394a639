import { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { createConnections } from '../../../src/server/http/connections.js';

setFlagsFromString('--expose-gc');
const collectGarbage: (options?: { type: 'minor' }) => void = runInNewContext('gc');

/** A response that has its turn on a connection. */
function responseOn(socket: Socket): ServerResponse {
  const response = new ServerResponse(new IncomingMessage(socket));
  response.assignSocket(socket);
  return response;
}

/** As Node does when an answer is out: `close` comes a tick later. */
function finish(response: ServerResponse, socket: Socket): void {
  response.detachSocket(socket);
  response.emit('close');
}

describe('the connections of a server', () => {
  test('know what each waits for, from its turn until it is out', () => {
    const connections = createConnections();
    const [one, other] = [new Socket(), new Socket()];
    for (const socket of [one, other]) connections.add(socket);
    expect(connections.sockets.size).toBe(2);
    const response = responseOn(one);
    connections.answering(response);
    expect(connections.pending().map((each) => each === response)).toEqual([true]);
    expect(connections.pendingOn(one) === response).toBe(true);
    expect(connections.pendingOn(other)).toBeUndefined();
    expect(connections.pendingOn(new EventEmitter())).toBeUndefined();
    expect(connections.isAnswering()).toBe(true);
    finish(response, one);
    expect(connections.pending()).toEqual([]);
    expect(connections.pendingOn(one)).toBeUndefined();
    expect(connections.isAnswering()).toBe(false);
  });

  test('do not lose the next answer of a connection to the end of the one before', () => {
    const connections = createConnections();
    const socket = new Socket();
    connections.add(socket);
    const first = responseOn(socket);
    connections.answering(first);
    first.detachSocket(socket);
    expect(connections.pendingOn(socket)).toBeUndefined();
    const second = responseOn(socket);
    connections.answering(second);
    first.emit('close');
    expect(connections.pending().map((each) => each === second)).toEqual([true]);
    expect(connections.pendingOn(socket) === second).toBe(true);
    expect(connections.isAnswering()).toBe(true);
  });

  test('are idle when the last answer is out, or has lost its connection', async () => {
    const connections = createConnections();
    const [one, other] = [new Socket(), new Socket()];
    for (const socket of [one, other]) connections.add(socket);
    await connections.whenIdle();
    const response = responseOn(one);
    for (const each of [response, responseOn(other)]) connections.answering(each);
    let isIdle = false;
    const idle = connections.whenIdle().then(() => {
      isIdle = true;
    });
    finish(response, one);
    await new Promise(setImmediate);
    expect([connections.isAnswering(), isIdle]).toEqual([true, false]);
    other.emit('close');
    await idle;
    expect([connections.isAnswering(), connections.sockets.size]).toEqual([false, 1]);
    expect(connections.pending()).toEqual([]);
  });

  test('keep nothing of an answer that is out, not even until the old generation is collected', () => {
    const connections = createConnections();
    const sockets = Array.from({ length: 10 }, () => new Socket());
    for (const socket of sockets) connections.add(socket);
    const answerAll = () => {
      const responses = sockets.map((socket) => {
        const response = Object.assign(responseOn(socket), { rest: new Array(1000).fill(0.5) });
        connections.answering(response);
        return response;
      });
      for (const [index, socket] of sockets.entries()) finish(responses[index] ?? raise(), socket);
    };
    answerAll();
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < 300; round += 1) {
      answerAll();
      if (round % 5 === 0) collectGarbage({ type: 'minor' });
    }
    for (let turn = 0; turn < 2; turn += 1) collectGarbage({ type: 'minor' });
    // All of them have 24 MB.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(6e6);
  });
});

function raise(): never {
  throw new Error('There are as many responses as sockets.');
}
