/** An end that is no verdict: our own failure with its cure. */
import type { RunFailure } from '@/lib/protocol/entry';

/** The sentence above it has said what failed; this is what a person needs to mend it. */
export function FailurePanel({ failure }: { readonly failure: RunFailure }) {
  const { cure, node, command, log, nodes = [] } = failure;
  const isBare = cure === undefined && node === undefined && command === undefined && !log?.length;
  if (isBare && nodes.length === 0) return null;
  return (
    <section
      aria-label="What to do about it"
      className="relative border-line border-b bg-raised px-4 py-4 text-14 lg:px-6"
    >
      <span className="hatched absolute inset-y-0 left-0 w-2 text-error" />
      <dl className="grid max-w-[100ch] grid-cols-1 gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
        {cure !== undefined && <Fact name="What to do">{cure}</Fact>}
        {node !== undefined && <Fact name="Node">{node}</Fact>}
        {command !== undefined && <Fact name="Command">{command}</Fact>}
        {nodes.map((each) => (
          <Fact key={each.node} name={each.node ?? ''}>
            {each.cure === undefined ? each.message : `${each.message}; ${each.cure}`}
          </Fact>
        ))}
      </dl>
      {log && log.length > 0 && (
        <>
          <h3 className="mt-3 text-13 text-muted">The last {log.length} lines of its log</h3>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            className="mt-1 max-h-64 overflow-auto rounded-6 border border-line bg-surface p-3 text-12"
          >
            {log.join('\n')}
          </pre>
        </>
      )}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div className="contents">
      <dt className="text-muted">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
