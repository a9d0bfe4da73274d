'use client';
/**
 * What a form says as a text to read, edit and paste over. What is valid is in the form at once; what is not stays here, with
 * what is wrong and on which line, and the form as it was.
 */
import { useId, useRef, useState } from 'react';
import type { Result } from '@/lib/base/result';
import { counted } from '@/lib/base/words';
import type { TextIssue } from '@/lib/plan/plan-text';
import { Button } from '../ui/button';
import { copyText } from '../ui/copy';
import { inputClass } from '../ui/field';

interface JsonEditorProps<T> {
  /** `Plan as JSON` */
  readonly label: string;
  /** What the form says, or said last where it cannot be read now; undefined where it never could. */
  readonly text: string | undefined;
  readonly isCurrent: boolean;
  readonly read: (text: string) => Result<T, readonly TextIssue[]>;
  readonly print: (document: T) => string;
  /** Puts it into the form. */
  readonly apply: (document: T) => void;
}

/** A text that is being edited. */
interface Draft {
  readonly text: string;
  readonly issues: readonly TextIssue[];
  /** What the form says besides it: where that changes, somebody went on in the form. */
  readonly beside: string | undefined;
}

/** Whatever the text: when it is left it is written anew, and what was being clicked must not move away under the pointer. */
const visibleLines = 24;

/** What is launched is what the form says, so nothing is while another text stands there that cannot be read. */
export function brokenJson(form: HTMLFormElement | null): HTMLElement | undefined {
  return form?.querySelector<HTMLElement>('[data-json][aria-invalid="true"]') ?? undefined;
}

export function JsonEditor<T>({ label, text, isCurrent, read, print, apply }: JsonEditorProps<T>) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState<Draft>();
  const [seen, setSeen] = useState(text);
  if (text !== seen) {
    setSeen(text);
    if (draft && text !== draft.beside) setDraft(undefined);
  }
  const edit = (typed: string) => {
    const document = read(typed);
    if (!document.ok) {
      setDraft({ text: typed, issues: document.error, beside: text });
      return;
    }
    setDraft({ text: typed, issues: [], beside: print(document.value) });
    apply(document.value);
  };
  const shown = draft?.text ?? text ?? '';
  const issues = draft?.issues ?? [];
  const goTo = (line: number) => {
    const lines = shown.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    area.current?.focus();
    area.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  };
  return (
    <div className="space-y-2">
      <label htmlFor={id} className="block font-medium text-13">
        {label}
      </label>
      <textarea
        id={id}
        ref={area}
        rows={visibleLines}
        spellCheck={false}
        autoComplete="off"
        value={shown}
        onChange={(event) => edit(event.target.value)}
        onBlur={() => draft && draft.issues.length === 0 && setDraft(undefined)}
        data-json
        aria-invalid={issues.length > 0}
        aria-describedby={`${id}-issues`}
        className={`${inputClass} h-auto whitespace-pre py-2 font-mono text-12`}
      />
      <div id={`${id}-issues`} role="status" className="text-13">
        {issues.length > 0 && (
          <>
            <p className="font-medium text-invalid">{counted(issues.length, 'mistake')}; the form stays as it was.</p>
            <ul className="mt-1 space-y-1">
              {issues.map(({ path, line, message }) => (
                <li key={`${path} ${message}`}>
                  <button
                    type="button"
                    onClick={() => goTo(line)}
                    className="break-words text-left text-invalid underline"
                  >
                    Line {line}: {path && <span className="font-mono">{path} </span>}
                    {message}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {draft === undefined && !isCurrent && (
          <p className="text-muted">What the form said last; some of its fields cannot be read now.</p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copyText(`${shown}\n`, 'JSON')}>Copy JSON</Button>
        {issues.length > 0 && <Button onClick={() => setDraft(undefined)}>Back to the form’s</Button>}
      </div>
    </div>
  );
}
