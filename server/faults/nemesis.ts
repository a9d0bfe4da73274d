/** Makes the faults of a plan and ends them, each by its driver: what the runner knows of faults. */

import type { Json } from '@/lib/base/json';
import { fork, type Random } from '@/lib/base/random';
import { openly, worded } from '@/lib/base/wording';
import { handEnds } from '@/lib/catalog/faults/by-hand';
import type { FaultDescription } from '@/lib/catalog/faults/fault';
import { laneOfId } from '@/lib/generator/faults';
import { type FaultMark, faultMark, firstHandId, markOf } from '@/lib/history/nemesis-value';
import type { Op } from '@/lib/history/op';
import { ClewError } from '../base/failure';
import { HandInjectors } from './by-hand';
import type { Done, FaultContext, FaultDriver, Injector } from './driver';
import * as drivers from './index';

export interface PlannedFault {
  readonly fault: FaultDescription;
  readonly options: unknown;
}

interface NemesisCompletion {
  readonly value: Json;
  readonly error?: string;
}

export interface Nemesis {
  /** @throws ClewError when our own means failed; it ends the run */
  invoke(op: Op): Promise<NemesisCompletion>;
  /** What ends the fault that an op begins; nothing where it begins none. */
  endOf(op: Pick<Op, 'f' | 'value'>): Pick<Op, 'f' | 'value'> | undefined;
}

/** A step of the tear-down, one for each fault; safe at any time, any number of times. */
export interface Healing {
  readonly title: string;
  heal(): Promise<void>;
}

export interface OpenedNemesis extends Nemesis {
  readonly healings: readonly Healing[];
  readonly byHand: HandInjectors;
  /** Nodes whose process a fault of this run holds. */
  readonly held: ReadonlySet<string>;
}

/** In the order of the plan, which is that of the nemesis's lanes. */
export function openNemesis(
  planned: readonly PlannedFault[],
  context: Omit<FaultContext, 'held' | 'random'> & { readonly random: Random },
): OpenedNemesis {
  const held = new Set<string>();
  const faults = planned.map(({ fault, options }, lane) => {
    const driver = driverOf(fault.name);
    const random = lane === 0 ? context.random : fork(context.random, `fault ${lane}`);
    return { fault, driver, injector: driver.open({ ...context, held, random }, options) };
  });
  const byHand = new HandInjectors({ ...context, held });
  const faultOf = ({ id, fault: name }: FaultMark): { readonly injector: Injector; readonly end: string } => {
    const isByHand = id > firstHandId;
    const planned = isByHand ? undefined : faults[laneOfId(id, faults.length)];
    const injector = isByHand ? byHand.named(name) : planned?.injector;
    const end = isByHand ? handEnds.get(name) : planned?.fault.ops.end;
    if (injector === undefined || end === undefined || (planned && planned.fault.name !== name)) throw unknownOp(name);
    return { injector, end };
  };
  return {
    byHand,
    held,
    healings: faults.map(({ driver, injector }) => ({ title: driver.healTitle, heal: () => injector.heal() })),
    async invoke({ f, value }) {
      const mark = faultMark(value);
      if (mark === undefined) throw unknownOp(f);
      const { value: done, error } = await carryOut(faultOf(mark).injector, mark);
      return { value: { ...markOf(mark), ...done }, ...(error !== undefined && { error }) };
    },
    endOf({ value }) {
      const mark = faultMark(value);
      if (mark?.phase !== 'begin') return undefined;
      const { id, fault } = mark;
      return { f: faultOf(mark).end, value: markOf({ phase: 'end', id, fault }) };
    },
  };
}

function carryOut(injector: Injector, { phase, id, targets }: FaultMark): Promise<Done> {
  return phase === 'begin' ? injector.begin(id, targets) : injector.end(id);
}

function driverOf(name: string): FaultDriver {
  const found = Object.values<FaultDriver>(drivers).find((driver) => driver.name === name);
  if (found !== undefined) return found;
  throw new ClewError({
    message: worded`the fault ${openly(name)} has no driver`,
    cure: 'add it to server/faults/index.ts',
  });
}

function unknownOp(what: string): ClewError {
  return new ClewError({
    message: worded`the nemesis does not know how to ${openly(what)}`,
    cure: 'ask for faults of the plan',
  });
}
