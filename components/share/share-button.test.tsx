// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import type { Link } from '@/lib/protocol/link';
import { newSummary } from '@/lib/protocol/summary';
import { rendered } from '../ui/rendered.fixture';
import { LinksPage } from './links-page';
import { LockedLink } from './locked-link';
import { ShareButton } from './share-button';

const plan = planSchema.parse({ name: 'shared', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 7 });
const run = newSummary({ id: 'r', plan, createdAt: 1 });
const made: Link = { token: 'abc', showsPlaces: false, hasPassword: false, createdAt: 1 };
let link: Link | undefined;
const asked: unknown[] = [];

beforeEach(() => {
  asked.length = 0;
  link = undefined;
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (method !== 'GET') asked.push([method, path, ...(body ? [JSON.parse(String(body))] : [])]);
    if (path === '/api/links')
      return Response.json({ links: link ? [{ kind: 'run', id: 'r', name: 'shared', link }] : [] });
    if (method === 'GET') return Response.json({ run, ...(link && { link }) });
    if (path.endsWith('/change')) return new Response(null, { status: 204 });
    link = method === 'DELETE' ? undefined : made;
    return method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json(link);
  });
});
afterEach(() => vi.unstubAllGlobals());

async function open(file?: string) {
  const hands = rendered(<ShareButton of="run" id="r" file={file} />);
  await hands.user.click(screen.getByRole('button', { name: 'Share' }));
  return hands;
}

const address = async () => (await screen.findByRole<HTMLInputElement>('textbox', { name: 'Link' })).value;

test('a link of a server that only this machine reaches says so, and offers the file', async () => {
  link = made;
  await open('/api/runs/r/timeline.html');
  expect(await address()).toBe(`${location.origin}/share/abc`);
  expect(screen.getByText(/elsewhere the link opens nothing/)).toBeDefined();
  expect(screen.getByRole('link', { name: 'the page as one file' }).getAttribute('href')).toBe(
    '/api/runs/r/timeline.html',
  );
});

test('a server that knows its public address makes links of it', async () => {
  link = { ...made, address: 'https://clew.example.org/share/abc' };
  await open();
  expect(await address()).toBe('https://clew.example.org/share/abc');
  expect(screen.queryByText(/elsewhere the link opens nothing/)).toBeNull();
});

test('a link is made, given an end, kept after all, and revoked', async () => {
  const { user } = await open();
  await user.click(await screen.findByRole('button', { name: 'Make a link' }));
  const expires = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Expires' });
  expect(expires.value).toBe('never');
  const before = Date.now();
  await user.selectOptions(expires, 'In a day');
  await expect.poll(() => expires.value).toBe('set');
  const [, [, , { expiresAt }]] = asked as [unknown, [string, string, { expiresAt: number }]];
  expect(expiresAt - before).toBeGreaterThanOrEqual(24 * 3600 * 1000);
  await user.selectOptions(expires, 'Never');
  await expect.poll(() => expires.value).toBe('never');
  await user.click(screen.getByRole('button', { name: 'Revoke the link' }));
  await screen.findByRole('button', { name: 'Make a link' });
  expect(asked).toEqual([
    ['POST', '/api/runs/r/share'],
    ['POST', '/api/runs/r/share/change', { expiresAt }],
    ['POST', '/api/runs/r/share/change', { expiresAt: null }],
    ['DELETE', '/api/runs/r/share'],
  ]);
});

test('a link asks for a password from the beginning; it is changed and removed', async () => {
  const { user } = await open();
  await user.click(await screen.findByRole('switch', { name: /Ask for a password/ }));
  await user.type(screen.getByLabelText('Password of the link'), 'short');
  await user.click(screen.getByRole('button', { name: 'Make a link' }));
  expect(screen.getByText('It has fewer than 8 characters.')).toBeDefined();
  expect(asked).toEqual([]);
  await user.type(screen.getByLabelText('Password of the link'), ' and more');
  await user.click(screen.getByRole('button', { name: 'Make a link' }));
  await screen.findByText('It asks for one.');
  await user.click(screen.getByRole('button', { name: 'Change password' }));
  await user.type(screen.getByLabelText('Password of the link'), 'another one{Enter}');
  await user.click(await screen.findByRole('button', { name: 'Remove password' }));
  expect(await screen.findByText('None: the link is enough.')).toBeDefined();
  expect(asked).toEqual([
    ['POST', '/api/runs/r/share'],
    ['POST', '/api/runs/r/share/change', { password: 'short and more' }],
    ['POST', '/api/runs/r/share/change', { password: 'another one' }],
    ['POST', '/api/runs/r/share/change', { password: null }],
  ]);
});

test('a link that asks for a password tells nothing, and opens when it is given', async () => {
  let isOpen = false;
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) =>
    JSON.parse(String(body)).password === 'right'
      ? new Response(null, { status: 204 })
      : Response.json({ error: { message: 'this is not the password of the link' } }, { status: 403 }),
  );
  const { user } = rendered(<LockedLink token="abc" onUnlock={() => (isOpen = true)} />);
  await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
  expect(await screen.findByText('This is not the password of the link.')).toBeDefined();
  expect([isOpen, document.activeElement]).toEqual([false, screen.getByLabelText('Password')]);
  await user.clear(screen.getByLabelText('Password'));
  await user.type(screen.getByLabelText('Password'), 'right{Enter}');
  await expect.poll(() => isOpen).toBe(true);
});

test('the list of links says what is known of each, and takes one back after asking', async () => {
  link = { ...made, usedAt: Date.now() - 3 * 3600 * 1000, showsPlaces: true };
  const { user } = rendered(<LinksPage />);
  const row = await screen.findByRole('listitem');
  // The clock of the page comes a moment after its first paint.
  await expect.poll(() => row.textContent).toContain('Last opened 3 hr ago.');
  expect(row.textContent).toContain('Shows addresses and paths.');
  expect(screen.getByRole('link', { name: 'shared' }).getAttribute('href')).toBe('/runs/r');
  await user.click(screen.getByRole('button', { name: 'Revoke' }));
  await user.click(await screen.findByRole('button', { name: 'Revoke the link' }));
  expect(await screen.findByText(/Nothing is shared/)).toBeDefined();
  expect(asked).toEqual([['DELETE', '/api/runs/r/share']]);
});

test('of a link that no version noted the use of, nothing is said of its use', async () => {
  link = { token: 'old', showsPlaces: false, hasPassword: false };
  rendered(<LinksPage />);
  expect((await screen.findByRole('listitem')).textContent).not.toMatch(/opened|Made/);
});
