import { describe, expect, test } from '@jest/globals';
import { describeFailure, isFinal } from '../../../src/modules/mail/send-failure.js';

const errorWith = (properties: object) => Object.assign(new Error('what happened'), properties);

describe('a failure to send', () => {
  test('of the network is told with its message', () => {
    expect(describeFailure(errorWith({ code: 'ECONNREFUSED' }))).toEqual({
      code: 'ECONNREFUSED',
      message: 'what happened',
    });
  });

  test('that a server answered is told without its words', () => {
    const error = errorWith({ code: 'EMESSAGE', responseCode: 550, response: '550 no', command: 'DATA' });
    expect(describeFailure(error)).toEqual({ code: 'EMESSAGE', responseCode: 550 });
    expect(describeFailure(errorWith({ code: 'EPROTOCOL', response: 'nonsense' }))).toEqual({
      code: 'EPROTOCOL',
      responseCode: undefined,
    });
  });

  test.each(['text', null, undefined, 1])('may be %j', (thrown) => {
    expect(describeFailure(thrown)).toEqual({ code: undefined, message: undefined });
    expect(isFinal(thrown)).toBe(false);
  });

  test.each([
    [550, true],
    [535, true],
    [554, true],
    [421, false],
    [451, false],
    [undefined, false],
  ])('with the reply %s is final: %s', (responseCode, expected) => {
    expect(isFinal(errorWith({ responseCode }))).toBe(expected);
  });
});
