import { describe, expect, test } from '@jest/globals';
import { describeFailure, isAboutMail, isFinal } from '../../../src/modules/mail/send-failure.js';

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
    ['EENVELOPE', 550, true],
    ['EMESSAGE', 554, true],
    ['EMESSAGE', 421, false],
    ['EENVELOPE', 451, false],
    ['EAUTH', 535, false],
    ['ECONNECTION', 554, false],
    ['ESOCKET', undefined, false],
  ])('%s with the reply %s is final: %s', (code, responseCode, expected) => {
    expect(isFinal(errorWith({ code, responseCode }))).toBe(expected);
  });

  test.each([
    ['EENVELOPE', 550, true],
    ['EMESSAGE', 451, true],
    ['EAUTH', 535, false],
    ['EPROTOCOL', 421, false],
    ['ETIMEDOUT', undefined, false],
  ])('%s with the reply %s is about the mail: %s', (code, responseCode, expected) => {
    expect(isAboutMail(errorWith({ code, responseCode }))).toBe(expected);
  });
});
