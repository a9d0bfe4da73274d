/** On paper, where no tab can be chosen: what each checker found, below the tab that is open. */
import type { Finding } from '@/lib/checker/core/finding';
import { checkerTitle } from '@/lib/checker/names';

const words = (valid: Finding['valid']) => (valid === true ? 'valid' : valid === false ? 'invalid' : 'unknown');

export function PrintedChecks({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <section aria-label="Checks" className="hidden px-4 py-2 print:block">
      <h2 className="mb-1 font-semibold text-16">Checks</h2>
      <ul className="text-13">
        {findings.map(({ checker, valid, sentence }) => (
          <li key={checker} className="border-line border-t py-1">
            <b className="font-semibold">{checkerTitle(checker)}</b>, {words(valid)}: {sentence}
          </li>
        ))}
      </ul>
    </section>
  );
}
