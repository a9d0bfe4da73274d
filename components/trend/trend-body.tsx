'use client';
/** What the trend of a plan shows, whoever looks. */
import { counted } from '@/lib/base/words';
import type { Trend } from '@/lib/protocol/trend';
import { runTitle } from '@/lib/report/run-words';
import { foundInAll, foundWords, rateWords } from '@/lib/report/trend-words';
import { DeadLink } from '../share/dead-link';
import { LockedLink } from '../share/locked-link';
import { ShareButton } from '../share/share-button';
import { Button } from '../ui/button';
import { Failure } from '../ui/failure';
import { AllRuns, Notice } from '../ui/notice';
import { Skeleton } from '../ui/skeleton';
import { TrendChart } from './trend-chart';
import { TrendRuns } from './trend-runs';
import type { TrendSource } from './trend-source';
import { type TrendView, useTrend } from './use-trend';
import { VersionTable } from './version-table';

export function TrendBody({ source }: { readonly source: TrendSource }) {
  const view = useTrend(source);
  const { trend, failure, isAbsent, isLocked } = view;
  if (isLocked && source.kind === 'share') return <LockedLink token={source.token} onUnlock={view.again} />;
  if (isAbsent) return source.kind === 'share' ? <DeadLink /> : <Absent />;
  return (
    <>
      {failure && <Failure onRetry={view.again}>{failure}</Failure>}
      {trend ? <Shown trend={trend} view={view} source={source} /> : !failure && <Loading />}
    </>
  );
}

function Shown({
  trend,
  view,
  source,
}: {
  readonly trend: Trend;
  readonly view: TrendView;
  readonly source: TrendSource;
}) {
  const { plan, total, isMore, versions, runs } = trend;
  const marked = source.kind === 'own' ? source.of.run : undefined;
  return (
    <>
      <header className="mb-6 flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="font-semibold text-20 [overflow-wrap:anywhere]">
            {plan ? <>Trend of {plan.name}</> : 'Trend of a plan'}
          </h1>
          {plan && (
            <p className="text-13 text-muted">
              {runTitle({ plan }).join(' · ')} · {isMore && 'the newest '}
              {counted(total, 'run')}
            </p>
          )}
        </div>
        {trend.key !== undefined && plan && (
          <div className="ml-auto flex gap-2">
            <ShareButton of="trend" id={trend.key} />
          </div>
        )}
      </header>
      {runs.length === 0 ? (
        <Empty />
      ) : (
        <div className="space-y-8">
          <Found trend={trend} />
          {runs.length > 1 ? (
            <TrendChart runs={runs} marked={marked} />
          ) : (
            <p className="text-muted">One run is over so far; a picture over time comes with the second.</p>
          )}
          <VersionTable versions={versions} />
          <TrendRuns runs={runs} marked={marked}>
            {trend.next !== undefined && (
              <p className="flex flex-wrap items-center gap-3 py-3 text-muted">
                {counted(runs.length, 'run')} are shown, the newest.
                <Button kind="quiet" onClick={view.older} disabled={view.isFetching}>
                  Show older ones
                </Button>
              </p>
            )}
          </TrendRuns>
        </div>
      )}
    </>
  );
}

/** The whole in a sentence. */
function Found({ trend: { versions, total } }: { readonly trend: Trend }) {
  const all = foundInAll(versions);
  const rate = rateWords(all);
  const rest = total - all.decided;
  return (
    <p className="max-w-[80ch]">
      {rate === undefined ? 'No run was decided yet.' : `A violation was found ${foundWords(all)}: ${rate}.`}{' '}
      {all.decided > 0 && all.decided < few && (
        <span className="text-muted">So few runs say little: with 95 % the rate lies anywhere between these two. </span>
      )}
      {rest > 0 && (
        <span className="text-muted">
          {counted(rest, 'run')} {rest === 1 ? 'was' : 'were'} not decided and {rest === 1 ? 'does' : 'do'} not count.
        </span>
      )}
    </p>
  );
}

/** With fewer runs the interval is wider than half of all there is. */
const few = 10;

function Empty() {
  return (
    <p className="max-w-[70ch] py-8 text-muted">
      No run of this plan is over yet. A trend shows every run of one plan, whatever its seed and its name, as soon as
      it has ended.
    </p>
  );
}

function Absent() {
  return (
    <Notice title="There is no trend of that" action={<AllRuns />}>
      The run may have been deleted, or it is a history that was brought: no other run is of its plan.
    </Notice>
  );
}

function Loading() {
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">The runs of the plan are being fetched.</span>
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-56 w-full" />
      <Skeleton className="h-32 w-full" />
    </div>
  );
}
