import { expect, it } from 'vitest';
import { published, type Said, Splitter } from './wire';

const said = (...pieces: readonly string[]): readonly Said[] => {
  const splitter = new Splitter();
  return pieces.flatMap((piece) => splitter.take(Buffer.from(piece)));
};

const message = {
  kind: 'message',
  subject: 'inbox.1',
  sid: '1',
  reply: undefined,
  payload: '{"seq":5}',
  status: undefined,
};

it('hears lines, and messages with what they carry', () => {
  const text = `INFO {"server_name":"n1"}\r\nPING\r\n+OK\r\nMSG inbox.1 1 9\r\n{"seq":5}\r\nPONG\r\n`;
  expect(said(text)).toEqual([
    { kind: 'info', text: '{"server_name":"n1"}' },
    { kind: 'ping' },
    message,
    { kind: 'pong' },
  ]);
});

it('wherever the pieces end, what is said is the same', () => {
  const text = `MSG inbox.1 1 9\r\n{"seq":5}\r\nMSG inbox.1 1 $JS.ACK.1 4\r\n\r\n\r\n\r\n-ERR 'Authorization Violation'\r\n`;
  const whole = said(text);
  expect(whole).toEqual([
    message,
    { ...message, reply: '$JS.ACK.1', payload: '\r\n\r\n' },
    { kind: 'error', text: 'Authorization Violation' },
  ]);
  for (let at = 1; at < text.length; at++) expect(said(text.slice(0, at), text.slice(at))).toEqual(whole);
});

it('a payload is counted in bytes', () => {
  expect(said('MSG inbox.1 1 2\r\né\r\n')).toEqual([{ ...message, payload: 'é' }]);
  expect(published('a', undefined, 'é')).toBe('PUB a 2\r\né\r\n');
  expect(published('a', 'inbox.1', '7')).toBe('PUB a inbox.1 1\r\n7\r\n');
});

it('the status of a message stands in its header', () => {
  const header = 'NATS/1.0 503\r\n\r\n';
  expect(said(`HMSG inbox.1 1 ${header.length} ${header.length}\r\n${header}\r\n`)).toEqual([
    { ...message, payload: '', status: 503 },
  ]);
  const plain = 'NATS/1.0\r\nA: b\r\n\r\n';
  expect(said(`HMSG inbox.1 1 ${plain.length} ${plain.length + 1}\r\n${plain}7\r\n`)).toEqual([
    { ...message, payload: '7' },
  ]);
});

it('what is not NATS is refused', () => {
  expect(() => said('HTTP/1.1 400 Bad Request\r\n')).toThrow('no word of NATS');
  expect(() => said('MSG inbox.1 1 many\r\n')).toThrow('no message of NATS');
});
