'use client';
/** The keys that work everywhere on the page, unless somebody is writing or a dialog is open. */
import { useEffect, useEffectEvent } from 'react';
import { pageKeyActions } from './keys';

type PageActions = Parameters<(typeof pageKeyActions)[string]>[0];

export function usePageKeys(actions: PageActions): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isWithControl = event.ctrlKey || event.metaKey;
    const name = isWithControl ? `Ctrl+${event.key}` : event.key;
    const action = event.altKey || event.defaultPrevented ? undefined : pageKeyActions[name];
    const target = event.target instanceof Element ? event.target : undefined;
    if (!action || target?.closest('input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog]'))
      return;
    event.preventDefault();
    action(actions);
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
