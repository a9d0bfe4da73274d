import { describe, expect, test } from 'vitest';
import { casRegister, createRegister, parsedRegister, parsedStatus, parsedSuccess, putRegister } from './api';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const key = base64('clew');

describe('what AntiEtcd is asked', () => {
  test('keys and values are base64, but for the value of a comparison', () => {
    expect(putRegister(3).body).toEqual({ json: { key, value: base64('3') } });
    const request_put = { key, value: base64('4') };
    expect(casRegister(null, 4).body).toEqual({
      json: { compare: [{ key, target: 'VALUE', value: 'null' }], success: [{ request_put }] },
    });
    expect(createRegister(4).body).toEqual({
      json: { compare: [{ key, target: 'VERSION', version: 0 }], success: [{ request_put }] },
    });
  });
});

describe('what AntiEtcd answers', () => {
  test('a key with its value and both revisions', () => {
    const kvs = [{ key, value: base64('3'), mod_revision: 7 }];
    expect(parsedRegister(JSON.stringify({ header: { revision: 9 }, kvs }))).toEqual({
      value: 3,
      modifiedIndex: 7,
      index: 9,
    });
  });

  test.each([
    '',
    '{}',
    '{"header":{"revision":9},"kvs":[]}',
    '{"header":{},"kvs":[{"value":"Mw==","mod_revision":7}]}',
  ])('%j shows no register', (text) => expect(parsedRegister(text)).toBeUndefined());

  test('whether a comparison held', () => {
    expect([parsedSuccess('{"succeeded":true}'), parsedSuccess('{"succeeded":false}'), parsedSuccess('{}')]).toEqual([
      true,
      false,
      undefined,
    ]);
  });

  test('a candidate follows nobody, whomever it votes for', () => {
    const status = (raftState: string) =>
      parsedStatus(JSON.stringify({ header: { revision: 4 }, leader: 'n2', raftTerm: 3, raftState }));
    expect(status('follower')).toEqual({ role: 'follower', leader: 'n2', term: 3, index: 4 });
    expect(status('candidate')).toEqual({ role: 'candidate', term: 3, index: 4 });
    expect(status('asleep')).toBeUndefined();
  });
});
