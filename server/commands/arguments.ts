/** How the values of options are read, and how `clew run` is spelled: what is copied from the pages has to fit it. */
import { type Command, InvalidArgumentError, Option } from 'commander';

export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

/** `db1,db2` */
export function names(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

/** Clew's pages are at the root of a host. */
export function publicOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.host === '') {
    throw new InvalidArgumentError('It must be an address such as https://clew.example.org.');
  }
  if (`${url.origin}/` !== url.href) {
    throw new InvalidArgumentError(`It must end with the host: ${url.origin}. Clew cannot stand below a path.`);
  }
  return url.origin;
}

export function withSettings(command: Command): Command {
  return command.option('--set <path=value>', 'change the plan, e.g. client.readLevel=quorum', collect, []);
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

/** Below `clew`, whose options about the server come from elsewhere. */
export function runCommandLine(clew: Command): Command {
  const run = clew
    .command('run <preset|file.json>')
    .description('run a test, or an experiment (- reads standard input); the verdict is the exit code');
  return withSettings(run)
    .option('--repeats <number>', 'run it, or each combination, so many times, each with a seed', wholeNumber(1, 100))
    .addOption(
      new Option(
        '--until <verdict>',
        'run it again and again, each with a new seed, until the first violation',
      ).choices(['invalid'] as const),
    )
    .option('--strict', 'a valid verdict that proves little counts as unknown', false)
    .option('--json', 'print the result as one line of JSON and nothing else', false)
    .option('--junit <file>', 'write a JUnit report as well, which CI systems show');
}
