/** From what a person wrote to a plan with every default and the seed written out. */
import { strangeLines } from '../base/plain-text';
import { err, ok, type Result } from '../base/result';
import { isImported } from './imported-plan';
import { importedPlanSchema } from './imported-plan-schema';
import type { PlanIssue } from './issues';
import { planIssues, planMessage } from './issues';
import { machineIssues } from './machine-words';
import { type Plan, planSchema, type RunPlan } from './plan';
import { upgradePlan } from './upgrade';

/** @param seed is used where the input names none; the caller draws it, because nothing in lib is random. */
export function resolvePlan(input: unknown, seed?: number): Result<Plan, readonly PlanIssue[]> {
  const strange = strangeLines(input);
  if (strange.length > 0) return err(strange);
  const read = readPlan(input, seed);
  const issues = read.ok ? launchIssues(read.value) : [];
  return issues.length > 0 ? err(issues) : read;
}

/** What plans of older versions may say, and none that is launched today. */
function launchIssues(plan: Plan): readonly PlanIssue[] {
  const machines = plan.cluster.type === 'ssh' ? machineIssues(plan.cluster, 'cluster') : [];
  return [...machines, ...addressIssues(plan)];
}

/** It would stand in the plan, which is shown and kept. What stands behind the question mark may have to be there, and is never shown. */
function addressIssues({ system }: Plan): readonly PlanIssue[] {
  const source = 'source' in system ? system.source : undefined;
  if (source?.from !== 'download' || !/^[a-z]+:\/\/[^/?#]*@/i.test(source.url)) return [];
  return [{ path: 'system.source.url', message: 'must not hold a user or a password: the plan is kept and shown' }];
}

function readPlan(input: unknown, seed?: number): Result<Plan, readonly PlanIssue[]> {
  const upgraded = upgradePlan(input);
  if (!upgraded.ok) return upgraded;
  const parsed = planSchema.safeParse(withSeed(upgraded.value, seed), { error: planMessage });
  return parsed.success ? ok(parsed.data) : err(planIssues(parsed.error));
}

/**
 * A plan that this program or an older version of it wrote, as a row of the store or the head of a file has it.
 * @throws where a newer version wrote it, naming both
 */
export function storedPlan(written: unknown): RunPlan {
  if (typeof written === 'object' && written !== null && isImported(written)) return importedPlanSchema.parse(written);
  return storedTest(written);
}

/** The same, where it must be one that can be launched. */
export function storedTest(written: unknown): Plan {
  const resolved = readPlan(written);
  if (resolved.ok) return resolved.value;
  const issues = resolved.error.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new Error(`a stored plan cannot be read: ${issues}`);
}

function withSeed(input: unknown, seed: number | undefined): unknown {
  if (seed === undefined || typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return 'seed' in input && input.seed !== undefined ? input : { ...input, seed };
}
