/** How much of a history that is over has arrived: a line at the edge, which moves nothing when it goes. */
import { ProgressBar } from '../ui/progress-bar';

export function LoadingLine({ done, total }: { readonly done: number; readonly total: number }) {
  return (
    <div className="relative">
      <div className="absolute inset-x-0 top-0 z-10">
        <ProgressBar label="The history is being read" value={done / total} />
      </div>
    </div>
  );
}
