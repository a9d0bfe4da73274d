/** What an operator does with links: makes, changes, revokes and lists them; and how a guest unlocks one. */
import { comparisonId, maxCompared, runsOfComparison } from '@/lib/protocol/compare-address';
import { runInShare } from '@/lib/protocol/experiment';
import type { LinkSubject } from '@/lib/protocol/link';
import type { Guests } from '../../audience/guests';
import type { Experiments } from '../../jobs/experiments';
import type { Links } from '../../jobs/links';
import type { Runs } from '../../jobs/runs';
import type { Failures } from '../auth/failures';
import type { Gate } from '../auth/gate';
import { PasswordTries } from '../auth/password-tries';
import { findExperiment } from './experiment-handlers';
import type { Handlers } from './handler';
import { Refusal, tooManyFailures, WrongSecret } from './refusal';
import { findRun, invalidLink } from './run-handlers';

type LinkHandlers = Pick<
  Handlers,
  | 'listLinks'
  | 'shareRun'
  | 'unshareRun'
  | 'changeRunLink'
  | 'shareExperiment'
  | 'unshareExperiment'
  | 'changeExperimentLink'
  | 'readComparison'
  | 'shareComparison'
  | 'unshareComparison'
  | 'changeComparisonLink'
  | 'readSharedComparison'
  | 'unlockLink'
>;

export interface LinkHandlersOptions {
  readonly links: Links;
  readonly runs: Runs;
  readonly experiments: Experiments;
  readonly guests: Guests;
  readonly gate: Gate;
  readonly failures: Failures;
}

export function linkHandlers(options: LinkHandlersOptions): LinkHandlers {
  const { links, runs, experiments, guests, gate, failures } = options;
  const tries = new PasswordTries();
  const toRun = async (id: string): Promise<LinkSubject> => ({ kind: 'run', id: (await findRun(runs, id)).id });
  const toExperiment = async (id: string): Promise<LinkSubject> => ({
    kind: 'experiment',
    id: (await findExperiment(experiments, id)).id,
  });
  const toComparison = async (id: string): Promise<LinkSubject> => {
    const ids = [...new Set(runsOfComparison(id))];
    if (ids.length < 2 || ids.length > maxCompared) throw new Refusal(404, 'two to six runs are compared');
    for (const each of ids) await findRun(runs, each);
    return { kind: 'comparison', id: comparisonId(ids) };
  };
  /** Also where some of its runs are gone. */
  const sharedComparison = async (id: string): Promise<LinkSubject> => {
    const subject: LinkSubject = { kind: 'comparison', id };
    if (!(await links.find(subject))) throw new Refusal(404, 'there is no link to this comparison');
    return subject;
  };
  return {
    readComparison: async ({ params }) => {
      const link = await links.find(await toComparison(params.id));
      return { ...(link && { link }) };
    },
    shareComparison: async ({ params, by }) => links.make(await toComparison(params.id), by),
    unshareComparison: async ({ params, by }) => {
      await links.revoke(await sharedComparison(params.id), by);
      return undefined;
    },
    changeComparisonLink: async ({ params, body, by }) => {
      await links.change(await sharedComparison(params.id), body, by);
      return undefined;
    },
    readSharedComparison: async ({ params, pass }) => {
      const compared = await guests.comparison(params.token, pass);
      if (!compared) throw invalidLink();
      return { runs: compared };
    },
    listLinks: async () => ({ links: await links.list() }),
    shareRun: async ({ params, by }) => links.make(await toRun(params.id), by),
    unshareRun: async ({ params, by }) => {
      await links.revoke(await toRun(params.id), by);
      return undefined;
    },
    changeRunLink: async ({ params, body, by }) => {
      await links.change(await toRun(params.id), body, by);
      return undefined;
    },
    shareExperiment: async ({ params, by }) => links.make(await toExperiment(params.id), by),
    unshareExperiment: async ({ params, by }) => {
      await links.revoke(await toExperiment(params.id), by);
      return undefined;
    },
    unlockLink: async ({ params: { token }, body, incoming, setHeader }) => {
      const isLocked = await links.isLocked(token);
      if (isLocked === undefined) throw invalidLink();
      // Nothing is guessed where nothing is asked for.
      if (!isLocked) return undefined;
      const wait = failures.waitOf(incoming.socket.remoteAddress);
      if (wait !== undefined) throw tooManyFailures(wait);
      const link = runInShare(token)?.token ?? token;
      const unlocking = await tries.try(link, () => links.unlock(link, body.password));
      if (!unlocking) throw invalidLink();
      if (unlocking.kind === 'wrong')
        throw new WrongSecret(403, 'this is not the password of the link', 'link-password');
      if (unlocking.kind === 'unlocked') {
        setHeader('set-cookie', gate.setLinkPass(link, unlocking.pass, unlocking.seconds));
      }
      return undefined;
    },
    changeExperimentLink: async ({ params, body, by }) => {
      await links.change(await toExperiment(params.id), body, by);
      return undefined;
    },
  };
}
