import { expect, test } from 'vitest';
import { appendBatch, emptyRunState, type RunState } from '../../protocol/run-state';
import { drawnOps, drawnState } from '../drawn-history.fixture';
import { FilteredLanes, type ShownLanes } from './filtered-lanes';
import { filterChoices, isFilter, noFilter, type OperationFilter, toggled } from './operation-filter';

const nodes = ['n1', 'n2', 'n3'];

const drawing = `
  r===.    w===?     r===.
    w====x      c==.
  r=.  r=.  r=x     w=====`;

const state = drawnState(drawing);

const shown = (filter: Partial<OperationFilter>, of: RunState = state) =>
  new FilteredLanes({ ...noFilter, ...filter }, nodes).in(of);

/** What the lanes hold, as client and the letter and outcome of each operation. */
function words({ lanes }: ShownLanes, of: RunState = state): readonly string[] {
  return lanes.map((lane) =>
    Array.from({ length: lane.length }, (_, at) => {
      const operation = of.operations.at(lane.places.at(at));
      return `${operation?.invocation.f[0]}${operation?.completion?.type ?? ''}`;
    }).join(' '),
  );
}

test('without a value in any field everything is shown', () => {
  expect(isFilter(noFilter)).toBe(false);
  expect(words(shown({}))).toEqual(['rok winfo rok', 'wfail cok', 'rok rok rfail w']);
});

test('values of a field are alternatives, and fields must all fit', () => {
  expect(words(shown({ f: ['write', 'cas'] }))).toEqual(['winfo', 'wfail cok', 'w']);
  expect(words(shown({ f: ['write'], outcome: ['fail', 'open'] }))).toEqual(['', 'wfail', 'w']);
  expect(words(shown({ client: ['0'], outcome: ['ok'] }))).toEqual(['rok rok', '', '']);
  expect(words(shown({ node: ['n2'] }))).toEqual(['', 'wfail cok', '']);
  expect(shown({ outcome: ['ok'] }).count).toBe(5);
});

test('of a fault those are shown that were open while it held', () => {
  const faults = [
    { fault: 'partition', start: 5e6, madeAt: 6e6, healedAt: 8e6 },
    { fault: 'pause', start: 0, madeAt: 0 },
  ];
  const cut = { ...state, faults };
  expect(words(shown({ fault: ['partition'] }, cut), cut)).toEqual(['', 'wfail', 'rok']);
  expect(filterChoices(cut, nodes).fault).toEqual(['partition', 'pause']);
});

test('a key is one of many', () => {
  const ops = drawnOps(drawing).map((op) => ({ ...op, key: op.process === 1 ? 7 : 3 }));
  const keyed = appendBatch(emptyRunState(3), { from: 0, entries: ops }).state;
  expect(words(shown({ key: ['7'] }, keyed), keyed)).toEqual(['', 'wfail cok', '']);
  expect(filterChoices(keyed, nodes)).toMatchObject({ key: ['3', '7'], f: ['cas', 'read', 'write'] });
});

test('a run that grows is shown as one that was there from the beginning, whatever becomes of what is open', () => {
  const ops = drawnOps(drawing);
  for (const outcome of [['ok'], ['open'], ['fail', 'info'], ['open', 'ok'], []]) {
    const filter = { ...noFilter, outcome };
    const growing = new FilteredLanes(filter, nodes);
    for (let length = 0; length <= ops.length; length++) {
      const part = appendBatch(emptyRunState(3), { from: 0, entries: ops.slice(0, length) }).state;
      const now = words(growing.in(part), part);
      expect(now, `${outcome} after ${length}`).toEqual(words(new FilteredLanes(filter, nodes).in(part), part));
    }
  }
});

test('a value is put in and taken out', () => {
  const once = toggled(noFilter, 'node', 'n1');
  expect(once.node).toEqual(['n1']);
  expect(toggled(toggled(once, 'node', 'n2'), 'node', 'n1').node).toEqual(['n2']);
});
