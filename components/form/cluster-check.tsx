'use client';
/** "5 of 5 reachable": tries the nodes before a run depends on them. */
import { useState } from 'react';
import { useWatch } from 'react-hook-form';
import { planOfForm } from '@/lib/plan/form-plan';
import type { ClusterReport } from '@/lib/protocol/api/answers';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { Button } from '../ui/button';
import { messageOf, RequestError, request } from '../ui/request';
import { sentenceOf } from './form-issues';
import type { PlanForm } from './plan-form';

type Check =
  | { readonly state: 'idle' }
  | { readonly state: 'checking' }
  | { readonly state: 'failed'; readonly message: string }
  /** `cluster` is what was checked: a report about other nodes must not be shown. */
  | { readonly state: 'checked'; readonly report: ClusterReport; readonly cluster: string };

export function ClusterCheck({ form }: { readonly form: PlanForm }) {
  const [check, setCheck] = useState<Check>({ state: 'idle' });
  useWatch({ control: form.control, name: 'cluster' });
  const { cluster } = planOfForm(form.getValues());

  const start = async () => {
    if (!(await form.trigger('cluster'))) return;
    setCheck({ state: 'checking' });
    try {
      const report = await request(endpoints.checkCluster, { body: cluster });
      setCheck({ state: 'checked', report, cluster: JSON.stringify(cluster) });
    } catch (error) {
      setCheck({ state: 'failed', message: issuesWords(error) });
    }
  };
  const isCurrent = check.state === 'checked' && check.cluster === JSON.stringify(cluster);
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={() => void start()} disabled={check.state === 'checking'}>
          Check connection
        </Button>
        <p role="status" className="text-13">
          {check.state === 'checking' && 'Connecting to each node; this takes up to 10 s.'}
          {check.state === 'failed' && <span className="text-invalid">{check.message}</span>}
          {isCurrent && <Reached report={check.report} />}
        </p>
      </div>
      {isCurrent && <Unreachable report={check.report} />}
    </div>
  );
}

function Reached({ report }: { readonly report: ClusterReport }) {
  const reached = report.nodes.filter((node) => node.isReachable).length;
  const isAll = reached === report.nodes.length;
  return (
    <span className={`font-medium ${isAll ? 'text-valid' : 'text-invalid'}`}>
      {reached} of {report.nodes.length} reachable
    </span>
  );
}

function Unreachable({ report }: { readonly report: ClusterReport }) {
  const missing = report.nodes.filter((node) => !node.isReachable);
  if (missing.length === 0) return null;
  return (
    <ul className="space-y-1 text-13">
      {missing.map((node) => (
        <li key={node.name}>
          <span className="font-medium font-mono">{node.name}</span>{' '}
          <span className="break-words text-muted">{node.detail}</span>
        </li>
      ))}
    </ul>
  );
}

function issuesWords(error: unknown): string {
  if (!(error instanceof RequestError) || error.issues.length === 0) return messageOf(error);
  return error.issues.map(({ path, message }) => sentenceOf(`${path} ${message}`.trim())).join('; ');
}
