/** What a chat shows of a link before anybody opens it: the verdict, the system, and one line. */
import type { Metadata } from 'next';
import { counted } from '@/lib/base/words';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import type { Trend } from '@/lib/protocol/trend';
import { cellOf } from '@/lib/report/experiment-cell';
import { valueTitles } from '@/lib/report/experiment-text';
import { axisSizes, outcomeWords, progressWords } from '@/lib/report/experiment-words';
import { outcomeTitle } from '@/lib/report/outcome-title';
import { phaseWords, runTitle } from '@/lib/report/run-words';
import { foundInAll, foundWords, rateWords } from '@/lib/report/trend-words';
import { shortened } from './preview-letters';

/** Of a description; an experiment may have violated hundreds of combinations. */
const maxLetters = 300;

/** Of a link in a chat. */
export interface Headline {
  readonly title: string;
  readonly description: string;
}

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

function verdictOf(run: RunSummary): string {
  const { outcome, violationTime, phase } = run;
  if (outcome) return outcomeTitle({ ...run, outcome });
  const word = phaseWords[phase];
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}${violationTime === undefined ? '' : ', violation found'}`;
}

/** The title and the line below it, of a run. */
export function runHeadline(run: RunSummary): Headline {
  const { verdict, system, circumstances, sentence } = previewWords(run);
  return { title: `${verdict}: ${system}`, description: [circumstances, sentence].filter(Boolean).join('. ') };
}

export function experimentHeadline(experiment: ExperimentSummary): Headline {
  const violated = experiment.combinations.filter(({ slots }) => cellOf(slots).violations.found > 0);
  const titles = violated.map((combination) =>
    valueTitles(experiment, combination)
      .map(({ title }) => title)
      .join(', '),
  );
  const found = titles.filter(Boolean).length > 0 ? `Violated: ${titles.join('; ')}` : '';
  const description = [axisSizes(experiment), progressWords(experiment), found].filter(Boolean).join('. ');
  return { title: experiment.name, description: shortened(description, maxLetters) };
}

export function comparisonHeadline(runs: readonly RunSummary[]): Headline {
  const each = runs.map((run) => `${nameOf(run)}: ${verdictOf(run)}`);
  return { title: `Comparison of ${counted(runs.length, 'run')}`, description: shortened(each.join('; '), maxLetters) };
}

export function trendHeadline({ plan, runs, versions }: Trend): Headline {
  const all = foundInAll(versions);
  const rate = rateWords(all);
  const newest = runs[0] && `The newest run: ${outcomeWords[runs[0].outcome]}`;
  const found = rate === undefined ? undefined : `A violation was found ${foundWords(all)}: ${rate}`;
  const description = [newest, found].filter(Boolean).join('. ');
  return { title: plan ? `Trend of ${plan.name}` : 'Trend of a plan', description: shortened(description, maxLetters) };
}

/** The address is the key: it must not leak through search engines or a link's referrer. */
const kept: Metadata = { robots: { index: false }, referrer: 'no-referrer' };

/** Otherwise Next names the picture, which is not there. */
const pictureless: Metadata = { openGraph: { images: [] }, twitter: { images: [] } };

/** The tags of a shared page; the picture beside them adds its own. */
export function shareMetadata(origin: string, headline: Headline | undefined, otherwise: string): Metadata {
  if (!headline) return { ...kept, ...pictureless, title: otherwise };
  return {
    ...kept,
    ...headline,
    // The picture's address must be whole, and only the request knows by which name the server goes.
    metadataBase: new URL(origin),
    openGraph: { type: 'website', siteName: 'Clew', ...headline },
    twitter: { card: 'summary_large_image', ...headline },
  };
}
