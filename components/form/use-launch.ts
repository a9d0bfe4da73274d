'use client';
/** Sends the plan off and goes to its page; whatever goes wrong leaves the form as it was typed. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { huntOf } from '@/lib/plan/experiment-document';
import type { Plan } from '@/lib/plan/plan';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { messageOf, RequestError, request } from '../ui/request';
import { formIssues, sentenceOf } from './form-issues';
import type { PlanForm } from './plan-form';

/** @param show leads to the first of the fields at the paths */
export function useLaunch(form: PlanForm, show: (paths: readonly string[]) => void) {
  const router = useRouter();
  const [failure, setFailure] = useState<string>();
  const [isLaunching, setLaunching] = useState(false);

  /** @param send gives the address of the page */
  const launch = async (send: (plan: Plan) => Promise<string>) => {
    if (isLaunching) return;
    setFailure(undefined);
    const leave = async (plan: Plan) => {
      setLaunching(true);
      try {
        router.push(await send(plan));
      } catch (error) {
        setLaunching(false);
        setFailure(refuse(form, error, show));
      }
    };
    await form.handleSubmit(leave, (errors) => show(formIssues(errors).map(({ path }) => path)))();
  };
  return {
    /** Hands on the plan, where what was typed is one. */
    complete: (take: (plan: Plan) => void) =>
      form.handleSubmit(take, (errors) => show(formIssues(errors).map(({ path }) => path)))(),
    launch: () => launch(async (plan) => `/runs/${(await request(endpoints.launchRun, { body: plan })).id}`),
    hunt: () =>
      launch(async (plan) => `/experiments/${(await request(endpoints.launchExperiment, { body: huntOf(plan) })).id}`),
    failure,
    isLaunching,
  };
}

/** Puts the server's issues at their fields. @returns what is left to say under the button */
function refuse(form: PlanForm, error: unknown, show: (paths: readonly string[]) => void): string {
  if (!(error instanceof RequestError) || error.issues.length === 0) return messageOf(error);
  for (const { path, message } of error.issues) {
    form.setError(path === '' ? 'root' : path, { type: 'server', message: sentenceOf(message) });
  }
  show(error.issues.map(({ path }) => path));
  return messageOf(error);
}
