// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { presets } from '@/lib/plan/presets';
import { newSummary } from '@/lib/protocol/summary';
import { rendered } from '../ui/rendered.fixture';
import { Palette } from './palette';

const plan = (name: string) =>
  planSchema.parse({ name, cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const library = ['stale read', 'lost write'].map((name, at) =>
  newSummary({ id: `run${at}`, plan: plan(name), createdAt: 1 }),
);

const asked: string[] = [];
const launched: string[] = [];
let isDown = false;

beforeEach(() => {
  asked.length = 0;
  launched.length = 0;
  isDown = false;
  // There is no layout here, and what takes no room on a page is not offered.
  vi.spyOn(Element.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList);
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (isDown) throw new TypeError('down');
    if (method === 'POST') {
      launched.push(JSON.parse(String(body)).name);
      return Response.json(library[0], { status: 201 });
    }
    const text = new URL(path, 'http://x').searchParams.get('text') ?? '';
    asked.push(text);
    const runs = library.filter((run) => run.plan.name.includes(text));
    return Response.json({ runs, total: runs.length });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const pressed: string[] = [];

function Page() {
  const [isOpen, setOpen] = useState(false);
  // As on a page: it is there before the palette is.
  useEffect(() => setOpen(true), []);
  return (
    <>
      <main id="main">
        <button type="button" onClick={() => pressed.push('share')}>
          Share
        </button>
        <button type="button" disabled>
          Stop
        </button>
        <button
          type="button"
          aria-label="Judge again, with the checkers of this version"
          onClick={() => pressed.push('judge')}
        />
        <table>
          <tbody>
            <tr>
              <td>
                <a href="/runs/x">a row</a>
              </td>
            </tr>
          </tbody>
        </table>
      </main>
      {isOpen && <Palette close={() => setOpen(false)} />}
    </>
  );
}

function open() {
  pressed.length = 0;
  return rendered(<Page />);
}

const group = (name: string) => within(screen.getByRole('group', { name }));
const options = (name: string) =>
  group(name)
    .getAllByRole('option')
    .map((option) => option.textContent);

test('offers what the page offers, the pages, the newest runs and the presets', async () => {
  open();
  expect(options('On this page')).toEqual(['Share', 'Judge again, with the checkers of this version']);
  expect(options('Go to')).toContain('New experiment');
  expect(options('Start')).toHaveLength(presets.length);
  await waitFor(() => expect(options('Newest runs')).toHaveLength(2));
});

test('a run is looked for on the server while one types, and Enter goes there', async () => {
  const { user, visited } = open();
  await user.type(screen.getByRole('combobox'), 'lost');
  await waitFor(() => expect(options('Runs')).toEqual([expect.stringMatching(/^lost write/)]));
  expect(asked.at(-1)).toBe('lost');
  expect(screen.queryByRole('group', { name: 'Go to' })).toBeNull();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(visited).toEqual(['/runs/run1']));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('an action of the page is done once the palette has closed', async () => {
  const { user } = open();
  await user.type(screen.getByRole('combobox'), 'checkers judge');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(pressed).toEqual(['judge']));
});

test('a preset is started, with a seed of its own', async () => {
  const { user, visited } = open();
  await user.type(screen.getByRole('combobox'), 'memory-stale-read');
  await waitFor(() => expect(options('Start')).toHaveLength(1));
  await user.click(group('Start').getByRole('option'));
  await waitFor(() => expect(visited).toEqual(['/runs/run0']));
  expect(launched).toEqual(['memory-stale-read']);
});

test('a page is gone to by its name, though others begin with the same words', async () => {
  const { user, visited } = open();
  await user.type(screen.getByRole('combobox'), 'runs');
  expect(options('Go to')).toEqual(['Runs', 'Compare runs']);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(visited).toEqual(['/']));
});

test('without a server the rest is offered, and why there are no runs', async () => {
  isDown = true;
  open();
  expect((await screen.findByRole('alert')).textContent).toBe(
    'Runs cannot be looked for. The Clew server does not answer. Is it still running?',
  );
  expect(options('Go to')).toContain('Help');
});
