/** `clew demo`: the test of the post on five nodes of this machine, in the terminal and on the page at once. */
import { demoPreset } from '@/lib/plan/presets';
import { planFrom } from './documents';
import { runAndPrint } from './run';
import { LocalHost } from './run-host';
import { type ServeSettings, startServing, untilInterrupted } from './serve';
import type { Terminal } from './terminal';

export interface DemoSettings extends ServeSettings {
  /** End after the verdict, with its exit code. */
  readonly once: boolean;
  readonly set: readonly string[];
}

export async function demoCommand(settings: DemoSettings, terminal: Terminal): Promise<number> {
  const plan = await planFrom(demoPreset, settings.set);
  const serving = await startServing(settings);
  const { server } = serving;
  const interrupted = untilInterrupted(terminal, 'stopping the test and taking the lab down');
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
    terminal.err(`\nStill serving ${server.url}\nCtrl-C ends the server and takes the lab down.`);
    await interrupted;
  }
  await serving.close();
  return exitCode;
}
