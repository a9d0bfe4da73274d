'use client';
/** What is open on the page beside the timeline's own view: tab, world, filters. It stands in the address with the view. */
import { useCallback, useMemo, useState } from 'react';
import { noFilter, type OperationFilter } from '@/lib/timeline/view/operation-filter';
import type { LinkedView } from '@/lib/timeline/view/view-link';
import type { TimelineView } from '../timeline/use-timeline-view';
import { useViewLink } from '../timeline/use-view-link';
import { type DockTab, isDockTab } from './dock/dock-tab';

export interface PagePlace {
  /** Undefined: the one that the page chooses. */
  readonly tab: DockTab | undefined;
  readonly world: number;
  readonly chart: string | undefined;
  readonly log: string;
  readonly filter: OperationFilter;
}

const start: PagePlace = { tab: undefined, world: 0, chart: undefined, log: '', filter: noFilter };

export type UpdatePlace = (change: Partial<PagePlace>) => void;

export function usePagePlace(view: Pick<TimelineView, 'linked' | 'open'>): readonly [PagePlace, UpdatePlace] {
  const [place, setPlace] = useState(start);
  const update = useCallback((change: Partial<PagePlace>) => setPlace((held) => ({ ...held, ...change })), []);
  const { span, operation } = view.linked;
  useViewLink({ ...place, span, operation }, (linked: LinkedView) => {
    view.open(linked);
    const { tab, world = 0, chart, log = '', filter = noFilter } = linked;
    setPlace({ tab: isDockTab(tab) ? tab : undefined, world, chart, log, filter });
  });
  return useMemo(() => [place, update], [place, update]);
}
