'use client';
/** How many fields are wrong and which, each a way to its field. */
import type { FormIssue } from './form-issues';

interface IssueSummaryProps {
  readonly issues: readonly FormIssue[];
  /** Leads to the field. */
  readonly show: (path: string) => void;
}

export function IssueSummary({ issues, show }: IssueSummaryProps) {
  if (issues.length === 0) return null;
  return (
    <section aria-label="What is wrong" className="border-invalid border-l-2 pl-3">
      <p role="status" className="font-medium">
        {issues.length === 1
          ? '1 field cannot be read as it is:'
          : `${issues.length} fields cannot be read as they are:`}
      </p>
      <ul className="mt-1 space-y-1 text-13">
        {issues.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <a
              href={`#${path}`}
              className="break-words text-invalid underline"
              onClick={(event) => {
                event.preventDefault();
                show(path);
              }}
            >
              <span className="font-mono">{path}</span>: {message}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
