/** A whole plan in a sentence, with its workload; the words of its parts are in `words.ts`. */
import type { Plan } from './plan';
import { expectedSeconds, faultWords, loadWords, secondsWords } from './words';
import { workloadOf, workloadOptions } from './workload';

export type Told = Pick<Plan, 'load' | 'faults' | 'recoverySeconds' | 'workload' | 'checker'>;

/**
 * "5 clients, 1 operation a second each, on one register over 0–4; a random half cut off every 10 s for 5 s; 30 s;
 * about 52 s in all". One that stops early says so: "30 s, or until the first violation".
 */
export function planWords(plan: Told & Pick<Plan, 'cluster'>): string {
  const { timeLimitSeconds } = plan.load;
  return [
    `${loadWords(plan.load)}, ${workloadOf(plan).describe(workloadOptions(plan))}`,
    faultWords(plan.faults),
    `${secondsWords(timeLimitSeconds)}${plan.checker.stopAtViolation ? ', or until the first violation' : ''}`,
    `${plan.checker.stopAtViolation ? 'at most ' : ''}about ${secondsWords(Math.round(expectedSeconds(plan)))} in all`,
  ].join('; ');
}
