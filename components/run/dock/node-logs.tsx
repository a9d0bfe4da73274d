'use client';
/** What the nodes themselves wrote, collected when the system was stopped. */
import { useEffect, useMemo, useState } from 'react';
import type { NodeLogList } from '@/lib/protocol/api/answers';
import { buttonClass } from '../../ui/button';
import { messageOf } from '../../ui/request';
import { fetchLogs, logAddress, type RunSource, type ServedSource } from '../feed/run-source';
import { NodeLogLines } from './node-log-lines';

interface NodeLogsProps {
  readonly source: RunSource;
  /** Logs are collected at the end of a run; a change makes the list be fetched again. */
  readonly isOver: boolean;
  /** Wall clock of time zero of the test. */
  readonly startedAt: number | undefined;
  /** What the page points at, nanoseconds since the start. */
  readonly moment: number | undefined;
  readonly onMoment: (time: number) => void;
}

/** More than this of a log would take the page too much memory; the whole file can be downloaded. */
const shownLetters = 8_000_000;

export function NodeLogs({ source, ...rest }: NodeLogsProps) {
  if (source.kind !== 'file') return <FetchedLogs source={source} {...rest} />;
  return (
    <p className="text-14 text-muted">
      The logs of the nodes are not in this file; they are on the server that the run was saved from.
    </p>
  );
}

function FetchedLogs({ source, isOver, ...joined }: Omit<NodeLogsProps, 'source'> & { readonly source: ServedSource }) {
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
      {log && <LogText key={`${log.node} ${log.file}`} address={logAddress(source, log)} {...joined} />}
    </div>
  );
}

interface LogTextProps extends Omit<NodeLogsProps, 'source' | 'isOver'> {
  readonly address: string;
}

function LogText({ address, startedAt, moment, onMoment }: LogTextProps) {
  const [text, setText] = useState<string>();
  useEffect(() => {
    const abort = new AbortController();
    fetch(address, { signal: abort.signal })
      .then((response) => response.text())
      .then(setText)
      .catch((error: unknown) => !abort.signal.aborted && setText(messageOf(error)));
    return () => abort.abort();
  }, [address]);
  const shown = useMemo(() => text && lastLinesOf(text), [text]);
  if (text === undefined) return <p className="text-14 text-muted">Fetching the log</p>;
  return (
    <>
      {text.length > shownLetters && (
        <p className="text-13 text-muted">
          The last {Math.round(shownLetters / 1_000_000)} MB are shown; the file has the rest.
        </p>
      )}
      <NodeLogLines text={shown ?? ''} startedAt={startedAt} moment={moment} onMoment={onMoment} />
    </>
  );
}

/** Whole lines from the end. */
function lastLinesOf(text: string): string {
  if (text.length <= shownLetters) return text;
  const part = text.slice(-shownLetters);
  return part.slice(part.indexOf('\n') + 1);
}
