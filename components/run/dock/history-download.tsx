'use client';
/** The history as a file: from the server, or saved by the page itself where no server has it. */
import { Button, buttonClass } from '../../ui/button';

interface HistoryDownloadProps {
  readonly address: string | undefined;
  /** Where no server has the history, the page saves it itself. */
  readonly onSave: () => void;
}

export function HistoryDownload({ address, onSave }: HistoryDownloadProps) {
  if (address === undefined) return <Button onClick={onSave}>Save history.jsonl</Button>;
  return (
    <a className={buttonClass('plain')} href={address} download>
      Download history.jsonl
    </a>
  );
}
