/**
 * A model by its name, or from a module of somebody's own: its default export is a model, or a function that makes one
 * from the initial state. Such a module is an argument; what goes wrong in it is told with its name and is no verdict.
 */
import { pathToFileURL } from 'node:url';
import { formatJson } from '@/lib/base/edn';
import type { Json } from '@/lib/base/json';
import type { Model, Step } from '@/lib/model/model';
import { modelFrom, models } from '@/lib/model/registry';

/** Says what is wrong with the model that was asked for. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

export function isModelFile(name: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/.test(name);
}

/** @throws ModelError */
export async function loadModel(name: string, initial: Json): Promise<Model> {
  if (isModelFile(name)) return guarded(name, await fileModel(name, initial));
  const known = modelFrom(name, initial);
  if (!known.ok) throw new ModelError(modelTrouble(name, known.error));
  return known.value;
}

/** Why there is no such model; a file of one's own helps only where the name is wrong, not the initial state. */
export function modelTrouble(name: string, trouble: string): string {
  return Object.hasOwn(models, name)
    ? `--initial: ${trouble}`
    : `${trouble}; or name a file, as in --model ./my-model.mjs`;
}

async function fileModel(file: string, initial: Json): Promise<Model> {
  const exported = await attempt(file, 'cannot be loaded', async () => {
    const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    return typeof module.default === 'function' ? module.default(initial) : module.default;
  });
  const what = 'its default export must be a model, or a function from the initial state to one';
  if (typeof exported !== 'object' || exported === null) throw new ModelError(`${file}: ${what}`);
  const model = exported as Partial<Model>;
  if (typeof model.step !== 'function')
    throw new ModelError(`${file}: ${what}; the model has no function step(state, op)`);
  const start = model.initial === undefined ? initial : model.initial;
  const format = (state: Json) => (model.format ? model.format(state) : formatJson({ value: state }));
  // The methods may look at `this`.
  return Object.assign(Object.create(model) as Model, { name: model.name ?? file, initial: start, format });
}

/** The model, with every answer looked at: a search must never take a mistake for a refusal. */
function guarded(file: string, model: Model): Model {
  const { isReadOnly, isBlind } = model;
  return {
    name: model.name,
    initial: model.initial,
    ...(model.summary === undefined ? {} : { summary: model.summary }),
    ...(model.isOwned === undefined ? {} : { isOwned: model.isOwned }),
    ...(isReadOnly ? { isReadOnly: (op) => call(file, 'isReadOnly', () => isReadOnly.call(model, op)) } : {}),
    ...(isBlind ? { isBlind: (op) => call(file, 'isBlind', () => isBlind.call(model, op)) } : {}),
    format: (state) => call(file, 'format', () => model.format(state)),
    step: (state, op) => {
      const step: unknown = call(file, `step on ${op.f} ${formatJson(op.value)}`, () => model.step(state, op));
      if (isStep(step)) return step;
      const got = JSON.stringify(step) ?? String(step);
      throw new ModelError(`${file}: step must give { state } or { inconsistent: 'why' }; on ${op.f} it gave ${got}`);
    },
  };
}

function isStep(step: unknown): step is Step {
  if (typeof step !== 'object' || step === null) return false;
  return 'inconsistent' in step ? typeof step.inconsistent === 'string' : 'state' in step && step.state !== undefined;
}

function call<T>(file: string, what: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new ModelError(`${file}: ${what} threw ${String(cause)}`, { cause });
  }
}

async function attempt<T>(file: string, what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (isMissing && String(cause).includes(file)) throw new ModelError(`${file}: there is no such file`, { cause });
    const cure = /\.ts$/.test(file) ? '; hand in JavaScript, as in my-model.mjs' : '';
    throw new ModelError(`${file}: ${what}: ${String(cause)}${cure}`, { cause });
  }
}
