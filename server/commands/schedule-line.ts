/** How `clew schedule` is spelled. */
import { type Command, Option } from 'commander';
import { maxScheduleRepeats } from '@/lib/protocol/schedule';
import { wholeNumber, withSettings } from './arguments';
import { addSchedule, listSchedules, pauseSchedule, removeSchedule } from './schedule';
import type { Terminal } from './terminal';

/** @param end takes the exit code */
export function scheduleCommandLine(
  clew: Command,
  data: string,
  terminal: Terminal,
  end: (exitCode: number) => void,
): void {
  const schedule = clew.command('schedule').description('plans that a running server starts by the clock');
  const common = (command: Command) =>
    command
      .option('--data <directory>', 'where runs are kept', data)
      .option('--json', 'print the result as JSON', false);
  const add = schedule
    .command('add <preset|plan.json>')
    .description('have the server start a plan again and again, as every night')
    .option('--at <time>', 'every day at that time, as 02:00')
    .option('--cron <pattern>', 'or minute, hour, day of the month, month, day of the week: "0 2 * * 1-5"')
    .option('--zone <name>', 'by whose clock', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option('--repeats <number>', 'runs of each start', wholeNumber(1, maxScheduleRepeats), 1)
    .addOption(
      new Option('--seed <which>', 'a new one for each run, or always that of the plan')
        .choices(['new', 'same'] as const)
        .default('new' as const),
    );
  common(withSettings(add)).action(async (source, options) => end(await addSchedule(source, options, terminal)));
  common(schedule.command('list').description('the schedules, with what became of the last start')).action(
    async (options) => end(await listSchedules(options, terminal)),
  );
  common(schedule.command('pause <schedule>').description('start it no more until it is resumed')).action(
    async (id, options) => end(await pauseSchedule(id, true, options, terminal)),
  );
  common(schedule.command('resume <schedule>').description('start it again from now on')).action(async (id, options) =>
    end(await pauseSchedule(id, false, options, terminal)),
  );
  common(schedule.command('remove <schedule>').description('remove it; its runs stay')).action(async (id, options) =>
    end(await removeSchedule(id, options, terminal)),
  );
}
