// @vitest-environment happy-dom
/** A page with its bookmarks, over a server that keeps them. */
import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drawn } from '@/lib/checker/core/drawn-history.fixture';
import { planSchema } from '@/lib/plan/plan';
import { type Bookmark, withBookmark, withoutBookmark } from '@/lib/protocol/bookmark';
import type { RunSummary } from '@/lib/protocol/run';
import { appendBatch, emptyRunState } from '@/lib/protocol/run-state';
import { newSummary } from '@/lib/protocol/summary';
import { rendered } from '../../ui/rendered.fixture';
import { ByHand } from '../by-hand';
import type { RunSource } from '../feed/run-source';
import { RunView } from '../run-view';
import { BookmarkDialog } from './bookmark-dialog';

const plan = planSchema.parse({
  ...{ name: 'Marked', cluster: { type: 'memory', nodes: 3 }, system: { name: 'memory' }, seed: 1 },
  load: { concurrency: 3, timeLimitSeconds: 10 },
});
const ops = drawn(`
  1000 0 invoke write 4
  1010 0 ok write 4
  2000 2 invoke read
  2020 2 ok read 4`);
const { state } = appendBatch(emptyRunState(3), { from: 0, entries: [{ type: 'start', at: 1e12 }, ...ops] });

let kept: readonly Bookmark[] = [];
let onKept: (bookmarks: readonly Bookmark[]) => void = () => undefined;
let refusal: string | undefined;

beforeEach(() => {
  kept = [];
  refusal = undefined;
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (refusal !== undefined) return Response.json({ error: { message: refusal } }, { status: 409 });
    kept =
      method === 'DELETE'
        ? withoutBookmark(kept, path.split('/').at(-1) ?? '')
        : withBookmark(kept, JSON.parse(String(body)));
    onKept(kept);
    return method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json(run(kept));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  window.location.hash = '';
});

function run(bookmarks: readonly Bookmark[]): RunSummary {
  const summary = newSummary({ id: 'r', plan, createdAt: 1e12 });
  return {
    ...summary,
    phase: 'done',
    outcome: 'aborted',
    operations: 2,
    ...(bookmarks.length > 0 && { label: { bookmarks } }),
  };
}

function Page({ first, source }: { readonly first: readonly Bookmark[]; readonly source: RunSource }) {
  const [bookmarks, setBookmarks] = useState(first);
  onKept = setBookmarks;
  const tools = source.kind === 'run' ? { tools: { ByHand, BookmarkDialog } } : {};
  return (
    <RunView run={run(bookmarks)} nodes={['n1', 'n2', 'n3']} state={state} source={source} isConnected {...tools} />
  );
}

function open(first: readonly Bookmark[] = [], source: RunSource = { kind: 'run', id: 'r' }) {
  kept = first;
  window.location.hash = '#tab=notes';
  return rendered(<Page first={first} source={source} />);
}

const listed = () =>
  within(screen.getByRole('list', { name: 'Bookmarks' }))
    .getAllByRole('listitem')
    .map((item) => item.textContent);

test('M marks the selected operation, with a note that can be changed, removed and brought back', async () => {
  const { user } = open();
  screen.getByRole('application').focus();
  await user.keyboard('{ArrowRight}m');
  const dialog = await screen.findByRole('dialog', { name: 'Bookmark at 1.000 s' });
  expect(within(dialog).getByText('write 4')).toBeDefined();
  await user.type(within(dialog).getByRole('textbox', { name: 'Note' }), 'the write that is lost');
  await user.click(within(dialog).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(listed()).toEqual(['1.000 swrite 4the write that is lostEditRemove']));
  expect(kept).toMatchObject([{ at: 1e9, operation: 0, text: 'the write that is lost' }]);
  expect(screen.getByRole('tab', { name: 'Notes 1' })).toBeDefined();

  await user.click(screen.getByRole('button', { name: 'Edit the bookmark at 1.000 s' }));
  const note = await screen.findByRole('textbox', { name: 'Note' });
  await user.clear(note);
  await user.type(note, 'kept{Control>}{Enter}{/Control}');
  await waitFor(() => expect(kept).toMatchObject([{ text: 'kept' }]));
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(kept).toMatchObject([{ text: 'the write that is lost' }]));

  const before = kept;
  await user.click(screen.getByRole('button', { name: 'Remove the bookmark at 1.000 s' }));
  await waitFor(() => expect(kept).toEqual([]));
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(kept).toEqual(before));
});

test('a bookmark leads to its operation', async () => {
  const { user } = open([{ id: 'bookmark1', at: 2e9, operation: 2, text: '' }]);
  await user.click(screen.getByRole('button', { name: '2.000 s' }));
  expect(screen.getByText(/^client 2 on n3, process 2$/)).toBeDefined();
});

test('a refusal stands in the dialog, and what was typed stays', async () => {
  refusal = 'run r has 100 bookmarks already';
  const { user } = open();
  await user.click(screen.getByRole('button', { name: 'Add a bookmark' }));
  await user.type(await screen.findByRole('textbox', { name: 'Note' }), 'one more');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Run r has 100 bookmarks already.');
  expect(screen.getByRole('textbox', { name: 'Note' })).toHaveProperty('value', 'one more');
});

test.each([{ kind: 'share', token: 't' }, { kind: 'file' }] as const)(
  'a page of the kind $kind shows them and offers no change',
  async (source) => {
    const { user } = open([{ id: 'bookmark1', at: 2e9, text: 'look' }], source);
    expect(listed()).toEqual(['2.000 slook']);
    expect(screen.queryByRole('button', { name: /bookmark/i })).toBeNull();
    await user.keyboard('m');
    expect(screen.queryByRole('dialog')).toBeNull();
  },
);
