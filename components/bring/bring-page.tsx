'use client';
/** A history that another program recorded: dropped or chosen here, read by the server as it comes, and then a run. */
import { useState } from 'react';
import { type ChosenFile, chosenIn, chosenInDrop } from './chosen-file';
import { ImportCard } from './import-card';
import { askedBy, emptyJudging, JudgingFields } from './judging-fields';
import { useImport } from './use-import';

export function BringPage() {
  const { view, bring, stop, fail } = useImport();
  const [judging, setJudging] = useState(emptyJudging);
  const [isOver, setOver] = useState(false);
  const isReading = view.kind === 'reading';

  const take = async (chosen: Promise<ChosenFile | undefined>, what: string) => {
    try {
      const file = await chosen;
      if (file) await bring(file, askedBy(judging));
    } catch (error) {
      fail(what, error);
    }
  };
  const choose = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same file may be chosen again, once it was mended.
    input.value = '';
    void take(chosenIn(files), files[0]?.webkitRelativePath.split('/')[0] || files[0]?.name || '');
  };

  return (
    <main id="main" className="mx-auto flex max-w-3xl flex-col gap-6 px-4 pt-6 pb-16 lg:px-6">
      <div>
        <h1 className="font-semibold text-20">Bring a history</h1>
        <p className="mt-1 max-w-[70ch] text-14 text-muted">
          A history that Jepsen, Maelstrom, Elle or a test of your own recorded becomes a run: judged, with its
          timeline, its faults and a link to share. Clew reads EDN, JSON, JSON lines and the lines of a log, from a file
          of any length, or from a store of Jepsen as a directory or a zip.
        </p>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what can be dropped can be chosen with the buttons inside */}
      <div
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(!isReading);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (!isReading) void take(chosenInDrop(event.dataTransfer), event.dataTransfer.files[0]?.name ?? '');
        }}
        className="flex flex-col items-center gap-3 rounded-6 border border-edge border-dashed bg-raised px-4 py-10 text-center data-over:border-accent data-over:bg-accent/10"
      >
        <p className="text-14">Drop a file, a zip or a directory here, or</p>
        <div className="flex flex-wrap justify-center gap-2">
          <FileButton label="Choose a file" isDisabled={isReading} onChange={choose} />
          <FileButton label="Choose a directory" isDirectory isDisabled={isReading} onChange={choose} />
        </div>
        <p className="text-12 text-muted">In a store its history.edn is read first, then the other histories.</p>
      </div>
      <ImportCard view={view} onCancel={stop} />
      <details>
        <summary className="cursor-pointer font-medium text-14">How it is read and judged</summary>
        <div className="mt-3">
          <JudgingFields form={judging} onChange={setJudging} isDisabled={isReading} />
        </div>
      </details>
    </main>
  );
}

interface FileButtonProps {
  readonly label: string;
  readonly isDirectory?: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (input: HTMLInputElement) => void;
}

/** Looks as a button and is the field itself, so that it is reached and pressed by keyboard as any other. */
function FileButton({ label, isDirectory = false, isDisabled, onChange }: FileButtonProps) {
  return (
    <label className="relative inline-flex h-9 items-center rounded-6 border border-edge bg-raised px-3 font-medium text-14 hover:border-ink has-disabled:opacity-60 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:outline-offset-2">
      {label}
      <input
        type="file"
        disabled={isDisabled}
        className="absolute inset-0 w-full cursor-pointer opacity-0 disabled:cursor-not-allowed"
        onChange={(event) => onChange(event.target)}
        {...(isDirectory && { webkitdirectory: '' })}
      />
    </label>
  );
}
