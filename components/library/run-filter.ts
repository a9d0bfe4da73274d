/** What the library shows, and that choice in the address, so that it can be kept and sent to someone. */
import type * as z from 'zod/mini';
import { queryText } from '@/lib/protocol/api/endpoint';
import { type RunFilter, type RunOrder, type RunState, runFilterSchema, runOrderSchema } from '@/lib/protocol/library';
import { outcomeTitles } from '../ui/verdict-mark';

export interface Choice {
  readonly filter: RunFilter;
  readonly order: RunOrder;
}

export const stateTitles: Readonly<Record<RunState, string>> = { 'under way': 'In progress', ...outcomeTitles };

export const orderTitles: Readonly<Record<RunOrder, string>> = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  longest: 'Longest first',
  largest: 'Most operations first',
  name: 'By name',
};

const fields = runFilterSchema.def.innerType.shape;

/** What an address does not say, or says wrongly, is not filtered by. */
export function parseChoice(query: Pick<URLSearchParams, 'get'>): Choice {
  const given = Object.entries(fields).flatMap(([name, schema]: [string, z.ZodMiniType]) => {
    const text = query.get(name);
    const parsed = text === null ? undefined : schema.safeParse(text);
    return parsed?.success ? [[name, parsed.data]] : [];
  });
  return {
    filter: runFilterSchema.parse(Object.fromEntries(given)),
    order: runOrderSchema.safeParse(query.get('order')).data ?? 'newest',
  };
}

/** `?verdict=invalid&system=etcd&version=3.5.16`; empty where all are shown, newest first */
export function formatChoice({ filter, order }: Choice): string {
  return queryText({ ...filter, order: order === 'newest' ? undefined : order });
}

/** With some fields changed; undefined takes one out. */
export function withChoice(
  filter: RunFilter,
  change: { readonly [Name in keyof RunFilter]?: RunFilter[Name] | undefined },
): RunFilter {
  const merged = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined && value !== '');
  return runFilterSchema.parse(Object.fromEntries(merged));
}

/** Whether a person has narrowed the list; runs of experiments widen it. */
export function isNarrow({ experiments: _, ...filter }: RunFilter): boolean {
  return Object.keys(filter).length > 0;
}
