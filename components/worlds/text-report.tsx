'use client';
/**
 * The report as the field prints it, for mails and issues. It can be long, so it is fetched when it is opened, or made
 * then where no server has it.
 */
import { useEffect, useEffectEvent, useState } from 'react';
import { Button, buttonClass } from '../ui/button';
import { copyText } from '../ui/copy';
import { messageOf } from '../ui/request';

interface TextReportProps {
  readonly address: string | undefined;
  readonly compose: () => string | undefined;
}

type Loaded = { readonly text: string } | { readonly trouble: string };

export function TextReport({ address, compose }: TextReportProps) {
  const [isOpen, setOpen] = useState(false);
  const [loaded, setLoaded] = useState<Loaded>();

  const make = useEffectEvent(() => {
    const text = compose();
    setLoaded(text === undefined ? { trouble: 'This program does not have the model of the verdict.' } : { text });
  });
  useEffect(() => {
    if (!isOpen) return;
    if (address === undefined) {
      make();
      return;
    }
    const abort = new AbortController();
    fetchText(address, abort.signal).then(setLoaded, (error: unknown) => {
      if (!abort.signal.aborted) setLoaded({ trouble: messageOf(error) });
    });
    return () => abort.abort();
  }, [address, isOpen]);

  return (
    <details className="text-14" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer py-1 text-accent">Text report</summary>
      <div className="mt-2 flex flex-col gap-2">
        {!loaded && <p className="text-muted">Fetching the report</p>}
        {loaded && 'trouble' in loaded && <p>There is no report to show. {loaded.trouble}</p>}
        {loaded && 'text' in loaded && (
          <>
            <div className="flex gap-2">
              <Button onClick={() => void copyText(loaded.text, 'Report')}>Copy</Button>
              {address !== undefined && (
                <a className={buttonClass('plain')} href={address} download>
                  Download
                </a>
              )}
            </div>
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
              tabIndex={0}
              className="max-h-96 overflow-auto rounded-6 border border-line bg-raised p-3 text-12 leading-normal [tab-size:10]"
            >
              {loaded.text}
            </pre>
          </>
        )}
      </div>
    </details>
  );
}

async function fetchText(address: string, signal: AbortSignal): Promise<Loaded> {
  const response = await fetch(address, { signal });
  if (!response.ok) return { trouble: `The server answered ${response.status}.` };
  return { text: await response.text() };
}
