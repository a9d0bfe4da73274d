'use client';
/** The experiment as files, made of what the page holds, and on paper. Its runs are taken away on their own pages. */
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { experimentCsv } from '@/lib/report/experiment-csv';
import { Button } from '../ui/button';
import { fileNameOf, saveFile } from '../ui/download';

export function TakeAway({ experiment }: { readonly experiment: ExperimentSummary }) {
  const save = (text: string, type: string, ending: string) =>
    saveFile(new Blob([text], { type }), fileNameOf(experiment.name, experiment.id, ending));
  return (
    <>
      <Button
        title="A line a run, for a spreadsheet"
        onClick={() => save(experimentCsv(experiment), 'text/csv;charset=utf-8', 'csv')}
      >
        Save CSV
      </Button>
      <Button
        title="As the server tells it"
        onClick={() => save(`${JSON.stringify(experiment, null, 2)}\n`, 'application/json', 'json')}
      >
        Save JSON
      </Button>
      <Button onClick={() => window.print()}>Print</Button>
    </>
  );
}
