/**
 * `clew demo`: the test of the post on five nodes of this machine, in the terminal and on the page at once. Where no lab
 * can be made it runs a test of the same kind on the embedded cluster.
 */
import { demoPreset, embeddedDemoPreset } from '@/lib/plan/presets';
import { labSupport } from '../lab/support';
import { planFrom } from './documents';
import { runAndPrint } from './run';
import { LocalHost } from './run-host';
import { type ServeSettings, startServing, untilInterrupted } from './serve';
import type { Terminal } from './terminal';

export interface DemoSettings extends ServeSettings {
  /** End after the verdict, with its exit code. */
  readonly once: boolean;
  /** Do not even ask for a lab. */
  readonly embedded: boolean;
  readonly set: readonly string[];
}

export async function demoCommand(settings: DemoSettings, terminal: Terminal): Promise<number> {
  const plan = await planFrom(await presetFor(settings, terminal), settings.set);
  const serving = await startServing(settings);
  const { server } = serving;
  const interrupted = untilInterrupted(terminal, 'stopping the test and taking the nodes down');
  let isOver = false;
  const host = new LocalHost(server.runs);
  const ran = runAndPrint(host, plan, terminal, {
    isJson: false,
    onStarted: (run) => {
      terminal.out(`Clew serves ${server.url}`);
      terminal.out(`This run: ${server.address}/runs/${run.id}?token=${server.token}`);
      void interrupted.then(() => (isOver ? undefined : run.stop()));
    },
  });
  const exitCode = await ran.finally(() => {
    isOver = true;
  });
  if (!settings.once) {
    terminal.err(`\nStill serving ${server.url}\nCtrl-C ends the server and takes the nodes down.`);
    await interrupted;
  }
  await serving.close();
  return exitCode;
}

async function presetFor({ embedded }: DemoSettings, terminal: Terminal): Promise<string> {
  if (embedded) return embeddedDemoPreset;
  const support = await labSupport();
  if (support.ok) return demoPreset;
  terminal.err(`clew: AntiEtcd on the embedded cluster instead of etcd in a lab: ${support.reason}`);
  return embeddedDemoPreset;
}
