/**
 * `npm run bench [-- --only <name>] [--match <text>] [--long] [--json]`: every figure with what it is compared to,
 * measured in the same run, and the machine it was measured on.
 */
import { Command, Option } from 'commander';
import { exitCodes } from '../commands/terminal';
import { checking } from './checking';
import { embeddedStart } from './embedded-start';
import type { Bench, Figure, Wants } from './figure';
import { guests } from './guests';
import { importing } from './importing';
import { labRun } from './lab-run';
import { library } from './library';
import { live } from './live';
import { machineText, thisMachine } from './machine';
import { pageLatency } from './page-latency';
import { runThroughput } from './run-throughput';
import { tableText } from './table';
import { timelineBench } from './timeline';
import { transactions } from './transactions';
import { viewers } from './viewers';

const benches: readonly Bench[] = [
  pageLatency,
  timelineBench,
  runThroughput,
  viewers,
  guests,
  checking,
  transactions,
  live,
  library,
  importing,
  embeddedStart,
  labRun,
];

interface Settings {
  readonly only: readonly string[];
  /** Part of the names of the figures that are asked for. */
  readonly match: string;
  readonly long: boolean;
  readonly json: boolean;
}

interface Measured {
  readonly bench: string;
  readonly about: string;
  /** Why there are no figures. */
  readonly skipped?: string;
  readonly figures: readonly Figure[];
}

async function measure(bench: Bench, wants: Wants, isLong: boolean): Promise<Measured> {
  const { name, about } = bench;
  const skipped = await bench.obstacle?.();
  if (skipped !== undefined) return { bench: name, about, skipped, figures: [] };
  const figures: Figure[] = [];
  const startMs = Date.now();
  process.stderr.write(`bench: ${name} …\n`);
  await bench.run(
    (figure) => {
      if (!wants(figure.name)) return;
      figures.push(figure);
      process.stderr.write(`bench: ${name}: ${figure.name}: ${figure.figure}\n`);
    },
    wants,
    isLong,
  );
  process.stderr.write(`bench: ${name}, done in ${Math.round((Date.now() - startMs) / 1000)} s\n`);
  return { bench: name, about, figures };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main({ only, match, long, json }: Settings): Promise<void> {
  const startMs = Date.now();
  const machine = thisMachine();
  if (!json) print(machineText(machine));
  const wants: Wants = (name) => name.toLowerCase().includes(match.toLowerCase());
  const measured: Measured[] = [];
  for (const bench of benches) {
    if (only.length > 0 && !only.includes(bench.name)) continue;
    const result = await measure(bench, wants, long);
    measured.push(result);
    if (json) continue;
    print(`\n${result.bench}: ${result.about}`);
    print(result.skipped === undefined ? tableText(result.figures) : `  not measured: ${result.skipped}`);
  }
  if (json) print(JSON.stringify({ machine, benches: measured }));
  const minutes = ((Date.now() - startMs) / 60_000).toFixed(1);
  process.stderr.write(
    `bench: all in ${minutes} min${long ? '' : '; --long measures the figures that were left out, too'}\n`,
  );
}

const command = new Command('npm run bench --')
  .description('measures this checkout on this machine')
  .addOption(
    new Option('--only <name...>', 'these benchmarks and no others')
      .choices(benches.map(({ name }) => name))
      .default([]),
  )
  .option('--match <text>', 'only figures whose name has this text, in capitals or not', '')
  .option('--long', 'every figure, in half an hour; without it those that fit in ten minutes', false)
  .option('--json', 'print one JSON document', false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.badArguments));
await main(command.parse().opts<Settings>());
process.exit(0);
