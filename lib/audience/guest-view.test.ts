import { describe, expect, it } from 'vitest';
import { importedPlanSchema } from '../plan/imported-plan-schema';
import { planSchema } from '../plan/plan';
import { presets } from '../plan/presets';
import type { Entry, RunEvent } from '../protocol/entry';
import { newSummary } from '../protocol/summary';
import { GuestView } from './guest-view';

const ssh = planSchema.parse({
  name: 'p',
  cluster: {
    type: 'ssh',
    nodes: [{ name: 'n1', host: 'h.secret', port: 2222 }],
    user: 'bob-secret',
    auth: { keyFile: '/secret/key', passwordVariable: 'CLEW_SECRET' },
    knownHostsFile: '/secret/hosts',
  },
  system: { name: 'etcd', source: { from: 'file', path: '/secret/etcd' } },
  seed: 1,
});
const view = new GuestView([ssh], { showsPlaces: false }, []);
const placed = new GuestView([ssh], { showsPlaces: true }, []);
const of = (event: RunEvent): Entry => view.entry(event);

describe('what a guest sees', () => {
  it.each(presets.map(({ name, plan }) => [name, plan] as const))('of the plan of %s is all of it', (_, input) => {
    const plan = planSchema.parse({ seed: 1, ...input });
    expect(
      new GuestView([plan], { showsPlaces: false }, []).summary(newSummary({ id: 'r', plan, createdAt: 1 })).plan,
    ).toEqual(plan);
  });

  it('of a plan is no text that its schema does not call open', () => {
    const { plan, isRedacted } = view.summary(newSummary({ id: 'r', plan: ssh, createdAt: 1 }));
    expect(isRedacted).toBe(true);
    expect(JSON.stringify(plan)).not.toMatch(/secret|2222/i);
    expect(plan.cluster).toEqual({ type: 'ssh', nodes: [{ name: 'n1', host: '…' }], user: '…', auth: { agent: true } });
    expect(plan.system).toEqual({ name: 'etcd', source: { from: 'file', path: '…' } });
  });

  it('of a history that was brought is nothing that names a place, wherever somebody wrote it', () => {
    const address = '10.0.0.7:2379 /home/alice/history.edn';
    const plan = importedPlanSchema.parse({
      ...{ version: 2, name: `of ${address}`, system: { name: 'imported' }, cluster: { type: 'none', nodes: [] } },
      origin: { file: 'history.edn', format: 'edn', bytes: 1, ops: 1, notes: [{ message: `from ${address}` }] },
      workload: { name: 'history', initial: { at: address }, isByKey: false, checkers: [] },
      load: { kind: 'closed', concurrency: 1, timeLimitSeconds: 1 },
      ...{ faults: [], recoverySeconds: 0 },
      checker: { timeLimitSeconds: 60, memoryLimitMb: 1024, stopAtViolation: false, extra: [] },
    });
    const guest = new GuestView([plan], { showsPlaces: false }, []);
    const shown = guest.summary(newSummary({ id: 'r', plan, createdAt: 1 })).plan;
    expect(JSON.stringify(shown)).not.toMatch(/10\.0\.0\.7|alice/);
    expect(importedPlanSchema.parse(shown)).toMatchObject({ system: plan.system, checker: plan.checker });
  });

  it('of a plan with its places is everything but what gives access', () => {
    const { plan, isRedacted } = placed.summary(newSummary({ id: 'r', plan: ssh, createdAt: 1 }));
    expect(isRedacted).toBeUndefined();
    expect(JSON.stringify(plan)).not.toMatch(/secret\/key|CLEW_SECRET|secret\/hosts/);
    expect(plan.cluster).toMatchObject({ nodes: [{ host: 'h.secret', port: 2222 }], user: 'bob-secret' });
  });

  it('of a run is no person and no other run', () => {
    const summary = { ...newSummary({ id: 'r', plan: ssh, createdAt: 1 }), behind: { id: 'x', name: 'other' } };
    const shown = view.summary({ ...summary, launchedBy: { kind: 'operator' }, stoppedBy: { kind: 'operator' } });
    expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['behind']));
    expect(JSON.stringify(shown)).not.toMatch(/other|operator/);
  });

  it('of what people keep with a run is the name and the bookmarks, without what is private in them', () => {
    const bookmark = { id: 'bookmark1', at: 5, text: 'as bob-secret on n1' };
    const label = { name: 'kept', note: 'mine', tags: ['a'], isPinned: true as const, bookmarks: [bookmark] };
    const shown = view.summary({ ...newSummary({ id: 'r', plan: ssh, createdAt: 1 }), label });
    expect(shown.label).toMatchObject({ name: 'kept', bookmarks: [{ id: 'bookmark1', at: 5 }] });
    expect(JSON.stringify(shown.label)).not.toMatch(/bob-secret|mine|tags|isPinned/);
  });

  it('of a text is what was said to be open, of a text of which nothing was said that it is there', () => {
    const log = { type: 'log', at: 1, level: 'info', source: 'clew.runner', message: 'whole' } as const;
    expect(of(log)).toEqual(log);
    expect(of({ ...log, open: { message: 'part' } })).toEqual({ ...log, message: 'part' });
    expect(of({ ...log, open: {} })).toEqual({ ...log, message: 'not shown here' });
    const step = { type: 'step', at: 1, id: 's1', title: 'Install', state: 'failed', detail: 'whole' } as const;
    expect(of({ ...step, open: { title: 'Install' } })).toEqual({ ...step, detail: 'not shown here' });
    expect(placed.entry({ ...log, open: {} })).toEqual(log);
  });

  it('of a failure of an older version, whose texts know no difference, is searched', () => {
    const failure = {
      message: 'bob-secret@h.secret:2222 cannot be reached',
      cure: 'ssh h.secret',
      command: 'ssh',
      node: 'n1',
    };
    expect(of({ type: 'outcome', at: 1, outcome: { kind: 'error', failure } })).toMatchObject({
      outcome: { failure: { message: 'n1 cannot be reached', node: 'n1' } },
    });
    expect(JSON.stringify(of({ type: 'outcome', at: 1, outcome: { kind: 'error', failure } }))).not.toMatch(
      /secret|ssh/,
    );
  });

  it('of a failure on several nodes is a row a node, as open as each is', () => {
    const row = { message: 'n1: bob-secret cannot become root', cure: 'sudo h.secret', node: 'n1' };
    const open = { message: 'n1: Root is not as a run needs it' };
    const failure = { message: '1 of 2 nodes cannot be used: n1', nodes: [{ ...row, open }, row] };
    const shown = of({ type: 'outcome', at: 1, outcome: { kind: 'error', failure } });
    expect(shown).toMatchObject({ outcome: { failure: { nodes: [{ node: 'n1', ...open }, { node: 'n1' }] } } });
    expect(JSON.stringify(shown)).not.toMatch(/secret|sudo/);
  });

  it('of an op are its numbers as they are and its texts searched', () => {
    const op = {
      index: 0,
      time: 5,
      process: 1,
      type: 'info',
      f: 'read',
      value: [1, 'h.secret'],
      error: 'dial h.secret:1',
    } as const;
    expect(view.entry(op)).toEqual({ ...op, value: [1, 'n1'], error: 'dial n1' });
  });
});
