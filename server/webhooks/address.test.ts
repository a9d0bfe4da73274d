import { expect, test } from 'vitest';
import { isPublicAddress, PrivateAddressError, publicLookup, urlProblem } from './address';

test.each([
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
  'localhost',
  '',
])('%s is no address on the internet', (address) => expect(isPublicAddress(address)).toBe(false));

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])('%s is one', (address) =>
  expect(isPublicAddress(address)).toBe(true),
);

test.each([
  ['https://example.org/hook?key=1', undefined],
  ['http://example.org:8080/', undefined],
  ['https://1.1.1.1/', undefined],
  ['ftp://example.org/', /neither with https/],
  ['file:///etc/passwd', /neither with https/],
  ['javascript:alert(1)', /neither with https/],
  ['https://me:secret@example.org/', /a user or a password/],
  ['example.org', /no URL/],
  ['https://', /no URL/],
  [`https://example.org/${'x'.repeat(2000)}`, /more than 2000/],
  ['http://localhost/', /this machine/],
  ['http://a.localhost./', /this machine/],
  ['http://127.1/', /this machine/],
  ['http://2130706433/', /this machine/],
  ['http://0x7f.0.0.1/', /this machine/],
  ['http://[::1]/', /this machine/],
  ['http://[::ffff:7f00:1]/', /this machine/],
  ['http://169.254.169.254/latest/meta-data/', /private network/],
])('%s', (url, problem) => {
  const found = urlProblem(url, false);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
});

test('where it is allowed this machine is an address, too', () => {
  expect(urlProblem('http://127.0.0.1:8080/', true)).toBeUndefined();
  expect(urlProblem('ftp://127.0.0.1/', true)).toMatch(/neither/);
});

test('a name that leads to this machine is found out when it is resolved', async () => {
  const found = await new Promise((resolve) => publicLookup('localhost', {}, (error) => resolve(error)));
  expect(found).toBeInstanceOf(PrivateAddressError);
});
