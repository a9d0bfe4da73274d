/** Where orders end, in words: `the register at 1 or 4`, `the lock held`. */
import type { Json } from '../base/json';
import { plainText } from '../base/plain';
import { listed } from '../base/words';

/** More would say nothing new. */
const maxNamed = 5;

/** @param model its name */
export function endWords(model: string, states: readonly Json[]): string {
  if (model === 'mutex')
    return `the lock ${listed(states.map((isHeld) => (isHeld === true ? 'held' : 'free')).sort(), 'or')}`;
  const subject = model.endsWith('register') ? 'the register' : `the ${model}`;
  const inOrder = new Intl.Collator('en', { numeric: true }).compare;
  const named = states.map((state) => plainText(state)).sort(inOrder);
  const others = named.length - maxNamed;
  const shown = others > 1 ? [...named.slice(0, maxNamed), `one of ${others} others`] : named;
  return `${subject} at ${listed(shown, 'or')}`;
}
