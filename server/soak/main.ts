/**
 * `npm run soak -- endings [--ending <text>] [--state <text>]` and `npm run soak -- kills [--count 50] [--seed 1]`: breaks
 * real servers, prints what came of it, and ends with 1 where anything is not as it must be.
 */
import { Command } from 'commander';
import { exitCodes } from '../commands/terminal';
import { type Row, tryCell } from './cell';
import { endings } from './endings';
import { type Kill, type KillSettings, kills } from './kills';
import { states } from './states';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

interface EndingsSettings {
  readonly ending: readonly string[];
  readonly state: readonly string[];
}

async function soakEndings(settings: EndingsSettings): Promise<number> {
  const isChosen = (words: readonly string[], name: string) =>
    words.length === 0 || words.some((word) => name.includes(word));
  const rows: Row[] = [];
  for (const ending of endings.filter(({ name }) => isChosen(settings.ending, name))) {
    const obstacle = await ending.obstacle?.();
    if (obstacle !== undefined) {
      print(`${ending.name}: not tried: ${obstacle}`);
      continue;
    }
    for (const state of states.filter(({ name }) => isChosen(settings.state, name))) {
      if (ending.isFor && !ending.isFor(state)) continue;
      const row = await tryCell(ending, state);
      rows.push(row);
      print(`| ${[row.ending, row.state, row.exit, row.says, row.left, row.lost].join(' | ')} |`);
      const breaches = [...row.breaches, ...row.late];
      for (const breach of breaches) print(`  BREACH ${breach}`);
      if (breaches.length > 0) print(row.said.trimEnd().replaceAll(/^/gm, '  > '));
    }
  }
  const broken = rows.filter(({ breaches, late }) => breaches.length + late.length > 0).length;
  print(`${rows.length} cells, ${broken} of them broken`);
  return broken === 0 ? 0 : 1;
}

async function soakKills(settings: KillSettings): Promise<number> {
  const found: Kill[] = [];
  await kills(settings, (kill) => {
    found.push(kill);
    const { place, cluster, faults, moment, broken, wholeAfterMs = Number.NaN, seen, stored, says } = kill;
    const whole = `${(wholeAfterMs / 1000).toFixed(1)} s`;
    print(`| ${[place, cluster, faults.join(' + '), moment, broken, whole, `${seen}/${stored}`, says].join(' | ')} |`);
    for (const breach of kill.breaches) print(`  BREACH ${breach}`);
  });
  const broken = found.filter(({ breaches }) => breaches.length > 0);
  print(`${found.length} kills with seed ${settings.seed}, ${broken.length} of them with breaches`);
  return broken.length === 0 && found.length === settings.count ? 0 : 1;
}

const whole = (text: string) => Number.parseInt(text, 10);

const command = new Command('npm run soak --').exitOverride(({ exitCode }) =>
  process.exit(exitCode === 0 ? 0 : exitCodes.badArguments),
);
let exitCode = 0;
command
  .command('endings')
  .option('--ending <text...>', 'endings whose names have one of these texts', [])
  .option('--state <text...>', 'states whose names have one of these texts', [])
  .action(async (settings: EndingsSettings) => {
    exitCode = await soakEndings(settings);
  });
command
  .command('kills')
  .option('--count <number>', 'how many', whole, 50)
  .option('--first <number>', 'the place of the first, to try one again', whole, 0)
  .option('--seed <number>', 'of which runs and moments are drawn', whole, 1)
  .option('--lanes <number>', 'servers at a time', whole, 1)
  .option('--alone', 'no server comes back before the nodes are whole', false)
  .action(async ({ alone, ...settings }: Omit<KillSettings, 'isAlone'> & { readonly alone: boolean }) => {
    exitCode = await soakKills({ ...settings, isAlone: alone });
  });
await command.parseAsync();
process.exit(exitCode);
