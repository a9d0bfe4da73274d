/** The model of one key as it steps through the operations of a history of many, whose values are `[key value]`. */
import { formatJson } from '../base/edn';
import { isJsonEqual, type Json } from '../base/json';
import { pairOf } from '../history/independent';
import type { Model } from './model';

export function modelOfKey(model: Model, key: Json): Model {
  const { name, initial, format, step } = model;
  return {
    name,
    initial,
    format,
    step(state, op) {
      const pair = pairOf(op.value);
      if (pair && isJsonEqual(pair[0], key)) return step(state, { ...op, value: pair[1] });
      return { inconsistent: `${formatJson(op.value)} is not of key ${formatJson(key)}` };
    },
  };
}
