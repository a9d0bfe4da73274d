/** What a chat shows of a link before anybody opens it: the verdict, the system, and one line. */
import type { Metadata } from 'next';
import type { RunSummary } from '@/lib/protocol/run';
import { outcomeTitle, phaseWords, runTitle } from '../run/run-words';

export interface PreviewWords {
  readonly verdict: string;
  /** `etcd 3.4.23` */
  readonly system: string;
  /** `local reads · partition into random halves` */
  readonly circumstances: string;
  /** One line; empty where there is nothing to say. */
  readonly sentence: string;
}

export function previewWords(run: RunSummary): PreviewWords {
  const [system = '', ...circumstances] = runTitle(run);
  return { verdict: verdictOf(run), system, circumstances: circumstances.join(' · '), sentence: run.sentence ?? '' };
}

/** Only a run whose linearizability was refuted has the time of a violation and is invalid. */
function verdictOf({ outcome, violationTime, phase, plan }: RunSummary): string {
  if (outcome) return outcomeTitle(outcome, plan, violationTime !== undefined);
  const word = phaseWords[phase];
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}${violationTime === undefined ? '' : ', violation found'}`;
}

/** The address is the key: it must not leak through search engines or a link's referrer. */
const kept: Metadata = { robots: { index: false }, referrer: 'no-referrer' };

/** Otherwise Next names the picture, which is not there. */
const pictureless: Metadata = { openGraph: { images: [] }, twitter: { images: [] } };

/** The tags of a shared page; the picture beside them adds its own. */
export function shareMetadata(origin: string, run: RunSummary | undefined): Metadata {
  if (!run) return { ...kept, ...pictureless, title: 'Shared run' };
  const { verdict, system, circumstances, sentence } = previewWords(run);
  const title = `${verdict}: ${system}`;
  const description = [circumstances, sentence].filter(Boolean).join('. ');
  return {
    ...kept,
    title,
    description,
    // The picture's address must be whole, and only the request knows by which name the server goes.
    metadataBase: new URL(origin),
    openGraph: { type: 'website', siteName: 'Clew', title, description },
    twitter: { card: 'summary_large_image', title, description },
  };
}
