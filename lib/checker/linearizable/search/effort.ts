/** How much a search does, and where it begins. */

export interface Effort {
  /** Configurations kept from one event to the next, the most promising ones; infinite for all. */
  readonly width: number;
  /** Whether a crashed operation may take effect any number of times: finds no orders, but what it refutes is refuted. */
  readonly hasRelaxedCrashes: boolean;
  /** Whether nobody will ask for the orders, which are most of the memory. */
  readonly isWithoutPaths?: boolean;
}

/** How many configurations a narrow search looks at for each that it may keep. */
export const detours = 8;

/**
 * How many more crashed operations than the most frugal way a narrow search lets another way use: where there are plenty,
 * none, for the most frugal way will find what it needs; where they are scarce it matters which are left.
 */
const extravagance = 2;

/** Plenty: this many, and this many times as many as were used. */
const plentyAtLeast = 16;
const plentyTimes = 3;

/** More crashed blind classes than these are not tried one by one. */
export const manyBlind = 32;

/** A model takes its time, the more the larger its states are; a step from the table takes none. */
export const stepsPerAsking = 64;

export interface ScheduleSize {
  /** Operations that return and are open at once, at most. */
  readonly slots: number;
  readonly crashedClasses: number;
}

/** Where a search enters the schedule. */
export interface Start {
  readonly event: number;
  readonly states: readonly number[];
}

/** How many more crashed operations than the most frugal way another may use. */
export function allowance(crashed: number, used: number): number {
  return crashed >= plentyAtLeast + plentyTimes * used ? 0 : extravagance;
}
