/** States and refusals of models as a page says them: `register 4`, `lock held`. Reports print what `Model.format` says. */
import type { Json } from '../base/json';
import { plainText } from '../base/plain';

/** @param model its name */
export function stateWords(model: string, state: Json): string {
  if (model === 'register' || model === 'cas-register') return `register ${plainText(state)}`;
  if (model === 'mutex') return state === true ? 'lock held' : 'lock free';
  return plainText(state);
}

/** A model's words for a refusal, which say nil as reports do. */
export function refusalWords(message: string): string {
  return message.replace(/\bnil\b/g, 'null');
}
