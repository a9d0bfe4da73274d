'use client';
/** What the nodes themselves wrote, collected when the system was stopped. */
import { useEffect, useState } from 'react';
import type { NodeLogList } from '@/lib/protocol/api/answers';
import { buttonClass } from '../../ui/button';
import { messageOf } from '../../ui/request';
import { fetchLogs, logAddress, type RunSource, type ServedSource } from '../feed/run-source';

interface NodeLogsProps {
  readonly source: RunSource;
  /** Logs are collected at the end of a run; a change makes the list be fetched again. */
  readonly isOver: boolean;
}

/** More than this of a log would make the page slow; the whole file can be downloaded. */
const shownBytes = 200_000;

export function NodeLogs({ source, isOver }: NodeLogsProps) {
  if (source.kind !== 'file') return <FetchedLogs source={source} isOver={isOver} />;
  return (
    <p className="text-14 text-muted">
      The logs of the nodes are not in this file; they are on the server that the run was saved from.
    </p>
  );
}

function FetchedLogs({ source, isOver }: { readonly source: ServedSource; readonly isOver: boolean }) {
  const [list, setList] = useState<NodeLogList['logs']>();
  const [trouble, setTrouble] = useState<string>();
  const [chosen, setChosen] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of the run brings the logs
  useEffect(() => {
    const abort = new AbortController();
    fetchLogs(source, abort.signal).then(setList, (error: unknown) => {
      if (!abort.signal.aborted) setTrouble(messageOf(error));
    });
    return () => abort.abort();
  }, [source, isOver]);

  if (trouble) return <p className="text-14">The list of logs could not be fetched. {trouble}</p>;
  if (!list) return <p className="text-14 text-muted">Fetching the list of logs</p>;
  if (list.length === 0) {
    return (
      <p className="text-14 text-muted">
        {isOver ? 'No node log was collected.' : 'The logs of the nodes are collected when the test is over.'}
      </p>
    );
  }
  const log = list[Math.min(chosen, list.length - 1)];
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <label className="flex items-center gap-2 text-13">
          Log
          <select
            className="h-9 rounded-6 border border-edge bg-raised px-2 font-mono text-13"
            value={chosen}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {list.map(({ node, file, bytes }, place) => (
              <option key={`${node} ${file}`} value={place}>
                {node} {file}, {Math.max(1, Math.round(bytes / 1024)).toLocaleString('en-GB')} KB
              </option>
            ))}
          </select>
        </label>
        {log && (
          <a className={buttonClass('plain')} href={logAddress(source, log)} download={`${log.node}-${log.file}`}>
            Download
          </a>
        )}
      </div>
      {log && <LogText key={`${log.node} ${log.file}`} address={logAddress(source, log)} />}
    </div>
  );
}

function LogText({ address }: { readonly address: string }) {
  const [text, setText] = useState<string>();
  useEffect(() => {
    const abort = new AbortController();
    fetch(address, { signal: abort.signal })
      .then((response) => response.text())
      .then(setText)
      .catch((error: unknown) => !abort.signal.aborted && setText(messageOf(error)));
    return () => abort.abort();
  }, [address]);
  if (text === undefined) return <p className="text-14 text-muted">Fetching the log</p>;
  return (
    <>
      {text.length > shownBytes && (
        <p className="text-13 text-muted">The last {Math.round(shownBytes / 1000)} KB are shown.</p>
      )}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="h-96 overflow-auto rounded-6 border border-line bg-raised p-3 text-12 leading-normal"
      >
        {text.slice(-shownBytes)}
      </pre>
    </>
  );
}
