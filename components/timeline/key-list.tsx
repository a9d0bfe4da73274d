/** The keys, from the table that handles them. */
import { keyHelp, type PageActions } from './keys';

/** @param page what the page can do; without it every key is listed */
export function KeyList({ page }: { readonly page?: PageActions }) {
  return (
    <div className="gap-8 sm:columns-2">
      {keyHelp(page).map(({ title, rows }) => (
        <section key={title} aria-label={title} className="mb-4 break-inside-avoid-column">
          <h3 className="text-13 text-muted">{title}</h3>
          <dl className="mt-1 grid grid-cols-[5rem_1fr] gap-y-0.5 text-13">
            {rows.map(({ label, words }) => (
              <div key={label} className="contents">
                <dt>
                  <kbd className="rounded-6 border border-edge px-1.5 font-mono text-12">{label}</kbd>
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
