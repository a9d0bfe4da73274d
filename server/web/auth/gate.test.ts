import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { Gate, type GateOptions } from './gate';

/** Names alone are asked of it here. */
function gate(options: Partial<GateOptions>): Gate {
  return new Gate({ host: '127.0.0.1', port: 3000, ...options } as GateOptions);
}

const request = (headers: IncomingMessage['headers']) => ({ headers }) as IncomingMessage;

test('a public address is one of the names of the server, with its port and no other', () => {
  const known = (publicUrl: string | undefined, host: string) => gate({ publicUrl }).hasKnownHost(request({ host }));
  expect(known('https://clew.example.org', 'clew.example.org')).toBe(true);
  expect(known('https://clew.example.org', 'Clew.Example.Org')).toBe(true);
  expect(known('https://clew.example.org', '127.0.0.1:3000')).toBe(true);
  expect(known('https://clew.example.org:8443', 'clew.example.org:8443')).toBe(true);
  expect(known('https://clew.example.org', 'clew.example.org:3000')).toBe(false);
  expect(known('https://clew.example.org', 'evil.example.org')).toBe(false);
  expect(known(undefined, 'clew.example.org')).toBe(false);
});

test('a page of the public address is one of ours, and one of another is not', () => {
  const ours = (origin: string) =>
    gate({ publicUrl: 'https://clew.example.org' }).hasOwnOrigin(request({ host: 'clew.example.org', origin }));
  expect(ours('https://clew.example.org')).toBe(true);
  expect(ours('https://evil.example.org')).toBe(false);
});
