/** Where orders end, in words: `the register at 1 or 4`, `the lock held`. */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { listed } from '../base/words';

/** @param model its name */
export function endWords(model: string, states: readonly Json[]): string {
  if (model === 'mutex')
    return `the lock ${listed(states.map((isHeld) => (isHeld === true ? 'held' : 'free')).sort(), 'or')}`;
  const subject = model.endsWith('register') ? 'the register' : `the ${model}`;
  const inOrder = new Intl.Collator('en', { numeric: true }).compare;
  return `${subject} at ${listed(states.map((state) => formatJson(state)).sort(inOrder), 'or')}`;
}
