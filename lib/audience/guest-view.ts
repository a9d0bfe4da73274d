/**
 * A run as guests see it: those who have a link, and those who are handed a file. What they are shown is chosen here, once,
 * for every way out of the server.
 *
 * Law: entry k of a run is entry k for a guest, too; only its texts differ.
 */
import { assertNever } from '../base/assert';
import { leftOut } from '../base/wording';
import type { Op } from '../history/op';
import { type ImportedPlan, isImported } from '../plan/imported-plan';
import type { Plan, RunPlan } from '../plan/plan';
import { type Entry, isOp, type NodeFailure, type Outcome, type RunEvent, type RunFailure } from '../protocol/entry';
import type { EntryTexts } from '../protocol/entry-block';
import type { ExperimentRun, ExperimentSlot, ExperimentSummary } from '../protocol/experiment';
import type { RunLabel, RunSummary } from '../protocol/run';
import type { Trend } from '../protocol/trend';
import { openPlan } from './open-plan';
import { Scrub } from './scrub';
import { secretsOf } from './secrets';

/** How much a guest is shown. */
export interface Audience {
  /** Addresses, users, ports and paths, as the owner of the link chose; never what gives access. */
  readonly showsPlaces: boolean;
}

/** Written by us, one of few words each; or names of the plan. Everything else of an event is searched. */
const ownWords: ReadonlySet<string> = new Set(
  'type kind checker valid how cause f process model algorithm node fault phase state level id source by'.split(' '),
);

/** What a view is made of, for a process that makes it again. */
export interface GuestInput extends Audience {
  readonly plans: readonly RunPlan[];
  /** Paths and names of the machine that Clew runs on. */
  readonly machine: readonly string[];
}

export class GuestView {
  readonly #scrub: Scrub;
  readonly #showsPlaces: boolean;
  readonly input: GuestInput;

  constructor(plans: readonly RunPlan[], { showsPlaces }: Audience, machine: readonly string[]) {
    this.input = { plans, showsPlaces, machine };
    this.#showsPlaces = showsPlaces;
    this.#scrub = new Scrub({ secrets: secretsOf(plans, machine), showsPlaces });
  }

  /** Of a node's log, and of whatever else came from outside. */
  text(text: string): string {
    return this.#scrub.text(text);
  }

  /** No other run, no person; and of what people keep with it, the name and the bookmarks only. */
  summary({
    behind,
    queue: ____,
    experiment: _,
    launchedBy: __,
    stoppedBy: ___,
    openSentence,
    label,
    ...run
  }: RunSummary): RunSummary {
    const sentence = this.#sentence(run.sentence, openSentence);
    return {
      ...run,
      plan: this.#plan(run.plan),
      ...this.#label(label),
      ...(sentence === undefined ? {} : { sentence }),
      ...this.#texts(run),
      ...(this.#showsPlaces ? {} : { isRedacted: true }),
    };
  }

  #label({ name, bookmarks }: RunLabel = {}): Pick<RunSummary, 'label'> {
    const label = {
      ...(name !== undefined && { name: this.text(name) }),
      ...(bookmarks && { bookmarks: bookmarks.map((each) => ({ ...each, text: this.text(each.text) })) }),
    };
    return Object.keys(label).length === 0 ? {} : { label };
  }

  /** Nothing of the queue, whose other runs are not meant. */
  experiment(experiment: ExperimentSummary): ExperimentSummary {
    const slot = ({ run, ...rest }: ExperimentSlot): ExperimentSlot =>
      run ? { ...rest, run: this.#slotRun(run) } : rest;
    const { name, axes, combinations, state, reason } = experiment;
    return {
      ...experiment,
      name: this.text(name),
      axes: axes.map((axis) => ({ name: this.text(axis.name), values: axis.values.map((value) => this.text(value)) })),
      // Of one that was interrupted it may be the error that kept it from going on.
      ...(reason === undefined
        ? {}
        : { reason: state === 'interrupted' && !this.#showsPlaces ? 'it could not go on' : this.text(reason) }),
      combinations: combinations.map(({ places, slots }) => ({ places, slots: slots.map(slot) })),
    };
  }

  /** What came of the runs, and none of them: their sentences, operations and logs are behind links of their own. */
  trend({ key: _, plan, versions, runs, ...counted }: Trend): Trend {
    const named = <Of extends { readonly version?: string }>(one: Of): Of =>
      one.version === undefined ? one : { ...one, version: this.text(one.version) };
    return {
      ...counted,
      ...(plan && { plan: this.#plan(plan) }),
      versions: versions.map(named),
      runs: runs.map(({ id: __, headline, ...run }) => ({
        ...named(run),
        ...(headline !== undefined && { headline: this.text(headline) }),
      })),
    };
  }

  entry(entry: Entry): Entry {
    return isOp(entry) ? this.#op(entry) : this.#event(entry);
  }

  /** Of a block of entries, whose columns hold nothing but numbers. */
  readonly texts: EntryTexts = {
    json: (value) => this.#scrub.json(value),
    event: (event) => this.#event(event),
  };

  #slotRun({ behind: _, openSentence, ...run }: ExperimentRun): ExperimentRun {
    const sentence = this.#sentence(run.sentence, openSentence);
    return { ...run, ...(sentence === undefined ? {} : { sentence }), ...this.#texts(run) };
  }

  /** Beside the sentence. */
  #texts({ systemVersion, headline, weak }: Partial<Pick<RunSummary, 'systemVersion' | 'headline' | 'weak'>>) {
    return {
      ...(systemVersion === undefined ? {} : { systemVersion: this.text(systemVersion) }),
      ...(headline === undefined ? {} : { headline: this.text(headline) }),
      ...(weak === undefined ? {} : { weak: weak.map((reason) => this.text(reason)) }),
    };
  }

  #sentence(whole: string | undefined, open: string | undefined): string | undefined {
    const chosen = this.#showsPlaces ? whole : (open ?? whole);
    return chosen === undefined ? undefined : this.text(chosen);
  }

  #plan(plan: RunPlan): RunPlan {
    return this.#showsPlaces ? this.#withoutAccess(plan) : openPlan(plan, this.#scrub);
  }

  /** Of an address without its user and query; nothing of keys and passwords. */
  #withoutAccess(plan: RunPlan): RunPlan {
    if (isImported(plan)) return this.#searched(plan) as ImportedPlan;
    const { cluster } = plan;
    const searched = this.#searched(plan) as Plan;
    if (cluster.type !== 'ssh') return searched;
    const { knownHostsFile: _, ...shown } = cluster;
    return { ...searched, cluster: { ...shown, auth: { agent: cluster.auth.agent } } };
  }

  #op(op: Op): Op {
    const { value, error, key, extra } = op;
    return {
      ...op,
      value: this.#scrub.json(value),
      ...(error === undefined ? {} : { error: this.#scrub.json(error) }),
      ...(key === undefined ? {} : { key: this.#scrub.json(key) }),
      ...(extra === undefined ? {} : { extra: this.#scrub.json(extra) as NonNullable<Op['extra']> }),
    };
  }

  #event(event: RunEvent): RunEvent {
    switch (event.type) {
      case 'phase':
      case 'start':
      case 'stop-request':
      case 'check-progress':
        return event;
      case 'step': {
        const { open, title, detail, ...rest } = event;
        const shown = detail === undefined ? {} : { detail: this.#chosen(detail, open, open?.detail) };
        return { ...rest, title: this.#chosen(title, open, open?.title), ...shown };
      }
      case 'log': {
        const { open, message, ...rest } = event;
        return { ...rest, message: this.#chosen(message, open, open?.message) };
      }
      case 'outcome':
        return { ...event, outcome: this.#outcome(event.outcome) };
      case 'version':
      case 'status':
      case 'violation':
      case 'decided':
        return this.#searched(event) as RunEvent;
      default:
        return assertNever(event);
    }
  }

  #outcome(outcome: Outcome): Outcome {
    if (outcome.kind !== 'error') return this.#searched(outcome) as Outcome;
    return { kind: 'error', failure: this.#failure(outcome.failure) };
  }

  /** What to do about it and the command are for those who can do something; they name machines. */
  #failure({ nodes, ...failure }: RunFailure): RunFailure {
    return {
      ...this.#nodeFailure(failure),
      ...(nodes === undefined ? {} : { nodes: nodes.map((each) => this.#nodeFailure(each)) }),
    };
  }

  #nodeFailure({ message, open, node, log, cure, command }: NodeFailure): NodeFailure {
    return {
      message: this.#chosen(message, open, open?.message),
      ...(node === undefined ? {} : { node: this.text(node) }),
      ...(log === undefined ? {} : { log: log.map((line) => this.text(line)) }),
      ...(this.#showsPlaces && cure !== undefined ? { cure: this.text(cure) } : {}),
      ...(this.#showsPlaces && command !== undefined ? { command: this.text(command) } : {}),
    };
  }

  /** @param isSaid nothing where all of it is open, and in journals of older versions, which know no difference */
  #chosen(whole: string, isSaid: object | undefined, open: string | undefined): string {
    return this.text(this.#showsPlaces || isSaid === undefined ? whole : (open ?? leftOut));
  }

  /** Every text of the value but for our own words. */
  #searched(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.#searched(item));
    if (value === null || typeof value !== 'object') return value;
    const fields = Object.entries(value).map(([name, field]): readonly [string, unknown] => {
      const isOwn = typeof field === 'string' && ownWords.has(name);
      return [name, isOwn ? field : this.#searched(field)];
    });
    return Object.fromEntries(fields);
  }
}
