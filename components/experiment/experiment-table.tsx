/**
 * The combinations of an experiment: of two axes a grid, one axis down and the other across, otherwise a row each. In a
 * phone's width a list.
 */
import type { ExperimentCombination, ExperimentSummary } from '@/lib/protocol/experiment';
import { valueTitles } from '@/lib/report/experiment-text';
import { CellFacts, cellFacts } from './cell-facts';
import { CellVerdict } from './cell-verdict';
import type { ExperimentSource } from './experiment-source';

interface TableProps {
  readonly experiment: ExperimentSummary;
  readonly source: ExperimentSource;
}

export function ExperimentTable({ experiment, source }: TableProps) {
  const isGrid = experiment.axes.length === 2;
  return (
    <>
      <div className="hidden overflow-x-auto md:block">
        {isGrid ? <Grid experiment={experiment} source={source} /> : <Rows experiment={experiment} source={source} />}
      </div>
      <Cards experiment={experiment} source={source} />
      <Legend repeats={experiment.repeats} />
    </>
  );
}

const heading = 'py-2 pr-6 text-left align-bottom font-medium first:pl-2';
const cell = 'py-3 pr-6 text-left align-top first:pl-2';

function Grid({ experiment, source }: TableProps) {
  const [down, across] = experiment.axes;
  if (!down || !across) return null;
  const at = (row: number, column: number) => experiment.combinations[row * across.values.length + column];
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">
        {experiment.name}: {down.name} down, {across.name} across
      </caption>
      <thead>
        <tr className="border-line border-b text-13">
          <th scope="col" className={`${heading} text-muted`}>
            {down.name}
            <span aria-hidden="true"> ↓ </span>
            <span className="sr-only">, and </span>
            {across.name}
            <span aria-hidden="true"> →</span>
          </th>
          {across.values.map((title) => (
            <th key={title} scope="col" className={heading}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {down.values.map((title, row) => (
          <tr key={title} className="border-line border-b">
            <th scope="row" className={`${cell} font-medium`}>
              {title}
            </th>
            {across.values.map((column, place) => {
              const combination = at(row, place);
              return (
                <td key={column} className={cell}>
                  {combination && <Cell experiment={experiment} combination={combination} source={source} />}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ experiment, combination, source }: TableProps & { readonly combination: ExperimentCombination }) {
  return (
    <div className="space-y-1.5">
      <CellVerdict experiment={experiment} combination={combination} source={source} />
      <CellFacts combination={combination} />
    </div>
  );
}

function Rows({ experiment, source }: TableProps) {
  const facts = cellFacts([]);
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">{experiment.name}, a combination a row</caption>
      <thead>
        <tr className="border-line border-b text-13 text-muted">
          {experiment.axes.map(({ name }) => (
            <th key={name} scope="col" className={heading}>
              {name}
            </th>
          ))}
          <th scope="col" className={heading}>
            Verdict
          </th>
          {facts.map(({ name }) => (
            <th key={name} scope="col" className={`${heading} whitespace-nowrap`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {experiment.combinations.map((combination) => (
          <tr key={combination.places.join()} className="border-line border-b">
            {valueTitles(experiment, combination).map(({ axis, title }) => (
              <th key={axis} scope="row" className={`${cell} font-medium`}>
                {title}
              </th>
            ))}
            <td className={cell}>
              <CellVerdict experiment={experiment} combination={combination} source={source} />
            </td>
            {cellFacts(combination.slots).map(({ name, words }) => (
              <td key={name} className={`${cell} whitespace-nowrap`}>
                {words}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ experiment, source }: TableProps) {
  return (
    <ul aria-label="Combinations" className="border-line border-t md:hidden">
      {experiment.combinations.map((combination) => (
        <li key={combination.places.join()} className="space-y-1.5 border-line border-b py-3">
          <p className="font-medium">
            {valueTitles(experiment, combination)
              .map(({ title }) => title)
              .join(' · ') || experiment.name}
          </p>
          <CellVerdict experiment={experiment} combination={combination} source={source} />
          <CellFacts combination={combination} />
        </li>
      ))}
    </ul>
  );
}

/** What the numbers are; a table that must be guessed at is worth nothing. */
function Legend({ repeats }: { readonly repeats: number }) {
  return (
    <p className="mt-4 max-w-[90ch] text-13 text-muted">
      Served under faults: of the operations that began while a fault was fully in effect, those that also succeeded
      while it was; updates that were refused, because of the value they found, are counted apart. Latency is that of
      operations that succeeded
      {repeats > 1 ? ', and of several runs the median; operations are of all runs together' : ''}. A dash: not known,
      or there was none.
    </p>
  );
}
