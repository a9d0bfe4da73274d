'use client';
/** The keys that work everywhere on the page, unless somebody is writing or a dialog is open. */
import { useEffect, useEffectEvent } from 'react';
import { type PageActions, pageActs } from './keys';

export function usePageKeys(actions: PageActions): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isWithControl = event.ctrlKey || event.metaKey;
    const name = isWithControl ? `Ctrl+${event.key}` : event.key;
    const act = event.altKey || event.defaultPrevented ? undefined : pageActs[name];
    const action = act && actions[act];
    const target = event.target instanceof Element ? event.target : undefined;
    if (!action || target?.closest('input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog]'))
      return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
