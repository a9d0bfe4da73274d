/**
 * What the nemesis's ops carry. Each fault is written twice, when it begins and when it is done:
 *
 *     :nemesis  :info  :start  nil
 *     :nemesis  :info  :start  "Cut off {:n5 #{:n4 :n1}, :n2 #{:n4 :n1}, …}"
 *     :nemesis  :info  :stop   nil
 *     :nemesis  :info  :stop   "fully connected"
 *
 * The grudge is kept as data, `{ cutOff: grudge }`; only the printed form is a sentence.
 */
import { isJsonArray, type Json } from '../base/json';
import type { Grudge } from './grudge';

export const fullyConnected = 'fully connected';

/** The value of a completed `start`. */
export function cutOff(grudge: Grudge): Json {
  return { cutOff: grudge };
}

/** The grudge that a nemesis value tells of, if it does. */
export function grudgeOf(value: Json): Grudge | undefined {
  if (value === null || typeof value !== 'object' || isJsonArray(value)) return undefined;
  const grudge = value.cutOff;
  return isGrudge(grudge) ? grudge : undefined;
}

/** As the log prints it, quotes included. */
export function formatNemesisValue(value: Json): string {
  if (value === null) return 'nil';
  const grudge = grudgeOf(value);
  return grudge === undefined ? JSON.stringify(value) : `"Cut off ${formatGrudge(grudge)}"`;
}

/** `{:n5 #{:n4 :n1}, :n2 #{:n4 :n1}}`, in the order in which the grudge holds its nodes. */
export function formatGrudge(grudge: Grudge): string {
  const entries = Object.entries(grudge).map(
    ([node, dropped]) => `:${node} #{${dropped.map((other) => `:${other}`).join(' ')}}`,
  );
  return `{${entries.join(', ')}}`;
}

/** Reads what `formatNemesisValue` printed; undefined when it is none of that. */
export function parseNemesisValue(text: string): Json | undefined {
  if (text === 'nil') return null;
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  if (quoted === undefined) return undefined;
  const entries = /^Cut off \{(.*)\}$/s.exec(quoted)?.[1];
  if (entries === undefined) return quoted;
  const grudge: Record<string, readonly string[]> = {};
  for (const [, node, dropped] of entries.matchAll(/:([\w.-]+)\s+#\{([^}]*)\}/g)) {
    if (node === undefined || dropped === undefined) continue;
    grudge[node] = [...dropped.matchAll(/:([\w.-]+)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  }
  return cutOff(grudge);
}

function isGrudge(value: Json | undefined): value is Grudge {
  if (value === null || typeof value !== 'object' || isJsonArray(value)) return false;
  return Object.values(value).every(
    (dropped) => isJsonArray(dropped) && dropped.every((node) => typeof node === 'string'),
  );
}
