// @vitest-environment happy-dom
/** Logs beside the timeline: what a line says, where it leads, and which lines are left by a filter. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { drawn } from '@/lib/checker/core/drawn-history.fixture';
import type { Entry } from '@/lib/protocol/entry';
import { appendBatch, emptyRunState } from '@/lib/protocol/run-state';
import { rendered } from '../../ui/rendered.fixture';
import { NodeLogLines } from './node-log-lines';
import { OpLog } from './op-log';

const startedAt = Date.UTC(2026, 10, 30, 9, 5, 0);

const ops = drawn(`
  0 0 invoke write 4
  10 0 ok write 4
  20 1 invoke cas [2,3]
  25 nemesis info start
  30 1 fail cas [2,3]
  35 nemesis info start cut`);

const entries: readonly Entry[] = [{ type: 'start', at: startedAt }, ...ops];
const { state } = appendBatch(emptyRunState(2), { from: 0, entries });

/** happy-dom lays nothing out: lists are as high as they say. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
});

function Log({ said }: { readonly said: string[] }) {
  const [letters, setLetters] = useState('');
  return (
    <OpLog
      {...{ state, letters }}
      nodes={['n1', 'n2']}
      selected={undefined}
      requests={0}
      violation={undefined}
      onLetters={setLetters}
      onSelect={(operation) => said.push(`op ${operation}`)}
      onMoment={(time) => said.push(`at ${time / 1e6} ms`)}
      address="/log.txt"
    />
  );
}

const linesIn = (name: string) => within(screen.getByRole('region', { name })).getAllByRole('button');

test('a line says when, what came of it, who and what, and leads to its operation or its moment', () => {
  const said: string[] = [];
  rendered(<Log said={said} />);
  const lines = linesIn('Operation log');
  expect(lines.map((line) => line.textContent)).toEqual([
    '0.000 sinvokedclient 0 · n1write 4',
    '0.010 sokclient 0 · n1write 4',
    '0.020 sinvokedclient 1 · n2cas 2→3',
    '0.025 snemesisnemesisstart begins',
    '0.030 sfailclient 1 · n2cas 2→3',
    '0.035 snemesisnemesisn2 cut off from n1',
  ]);
  expect(lines[1]?.title).toMatch(/^\d\d:05:00\.010$/);
  for (const place of [4, 5]) fireEvent.click(lines[place] as HTMLElement);
  expect(said).toEqual([`op ${ops[2]?.index}`, 'at 35 ms']);
});

test('of the lines those stay that have the letters, and how many is said', async () => {
  rendered(<Log said={[]} />);
  fireEvent.change(screen.getByRole('searchbox', { name: 'Lines with' }), { target: { value: 'FAIL' } });
  await waitFor(() => expect(screen.getByText('1 of 6 lines')).toBeDefined());
  expect(linesIn('Operation log').map((line) => line.textContent)).toEqual(['0.030 sfailclient 1 · n2cas 2→3']);
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: '' } });
  expect(linesIn('Operation log')).toHaveLength(6);
});

const nodeLog = `booting
2026-11-30 09:05:01.5 I | raft: elected
2026-11-30 09:05:02.5 W | read timed out
\tat somewhere
`;

test('a line of a node is laid beside the timeline by its clock, and leads there', () => {
  const moments: number[] = [];
  rendered(
    <NodeLogLines text={nodeLog} startedAt={startedAt} moment={2e9} onMoment={(time) => moments.push(time / 1e9)} />,
  );
  const lines = linesIn('Node log');
  expect(lines.map((line) => line.textContent?.slice(0, 12))).toEqual([
    'booting',
    '1.500 s2026-',
    '2.500 swarn2',
    '2.500 s\tat s',
  ]);
  expect(lines.map((line) => line.getAttribute('aria-current'))).toEqual([null, 'true', null, null]);
  expect((lines[0] as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(lines[3] as HTMLElement);
  expect(moments).toEqual([2.5]);
});

test('what would turn the order of letters, or move a cursor, is shown as a sign', () => {
  rendered(
    <NodeLogLines text={'\u202eko \x1b[31m\r\nnext\n'} startedAt={startedAt} moment={0} onMoment={() => undefined} />,
  );
  expect(linesIn('Node log').map((line) => line.textContent)).toEqual(['\ufffdko ␛[31m', 'next']);
});
