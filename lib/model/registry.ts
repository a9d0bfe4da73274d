/** The models there are. To add one, add its file and one line here; the form and the command line pick it up. */
import type { Json } from '../base/json';
import { casRegister } from './cas-register';
import type { Model } from './model';
import { register } from './register';

export const models: Readonly<Record<string, (initial?: Json) => Model>> = {
  register,
  'cas-register': casRegister,
};

/** A model by its name, or nothing. Safe for names that came from outside. */
export function findModel(name: string, initial: Json): Model | undefined {
  return Object.hasOwn(models, name) ? models[name]?.(initial) : undefined;
}
