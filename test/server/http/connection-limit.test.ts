import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { NO_PROXIES } from '../../../src/server/config/trusted-proxies.js';
import { createConnectionLimit } from '../../../src/server/http/connection-limit.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A connection from an address, and whether it was ended. */
function connectionFrom(remoteAddress: string) {
  let isReset = false;
  const resetAndDestroy = () => {
    isReset = true;
  };
  const socket = Object.assign(new EventEmitter(), { remoteAddress, resetAndDestroy });
  return { socket: socket as unknown as Socket, isReset: () => isReset, close: () => socket.emit('close') };
}

function setUp(max: number) {
  const told: string[] = [];
  const leftOut: number[] = [];
  const limit = createConnectionLimit({
    max,
    proxies: NO_PROXIES,
    onRefused: (address) => told.push(address),
    onLeftOut: (connections) => leftOut.push(connections),
  });
  const open = (address: string) => {
    const connection = connectionFrom(address);
    limit.onConnection(connection.socket);
    return connection;
  };
  /** Has all that it may have and one more, and leaves. */
  const flood = (address: string) => {
    const own = Array.from({ length: max }, () => open(address));
    expect([...own, open(address)].map(({ isReset }) => isReset())).toEqual([...own.map(() => false), true]);
    for (const { close } of own) close();
  };
  return { told, leftOut, limit, open, flood };
}

test('an address that comes and goes is told of once in a minute, and how many more were ended after it', async () => {
  const { told, leftOut, flood } = setUp(2);
  for (let round = 0; round < 10; round += 1) flood('192.0.2.1');
  flood('192.0.2.2');
  expect(told).toEqual(['192.0.2.1', '192.0.2.2']);
  await jest.advanceTimersByTimeAsync(59_999);
  expect(leftOut).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(leftOut).toEqual([9]);
  flood('192.0.2.1');
  expect(told).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.1']);
});

test('very many addresses are 50 lines, and the rest is a number', async () => {
  const { told, leftOut, limit, flood } = setUp(1);
  for (let host = 0; host < 256; host += 1) flood(`192.0.2.${host}`);
  // Of one /64 there is one line.
  for (let host = 1; host <= 9; host += 1) flood(`2001:db8::${host}`);
  expect(told).toHaveLength(50);
  await limit.stop();
  expect(leftOut).toEqual([256 + 9 - 50]);
});

test('a place is free again when a connection of the address has ended, and not before', () => {
  const { open } = setUp(2);
  const [first] = [open('192.0.2.1'), open('192.0.2.1')];
  expect(open('192.0.2.1').isReset()).toBe(true);
  first?.close();
  expect(open('192.0.2.1').isReset()).toBe(false);
  expect(open('192.0.2.1').isReset()).toBe(true);
});
