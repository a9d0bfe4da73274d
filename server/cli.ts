/** The command line. What each command does is in `commands/` or in the room that owns it; here is how it is spelled. */
import { Command, CommanderError, Option } from 'commander';
import { printableText } from '@/lib/base/plain-text';
import { ArgumentError } from './commands/argument-error';
import { names, number, publicOrigin, runCommandLine, wholeNumber, withSettings } from './commands/arguments';
import { catalogNames, printCatalog } from './commands/catalog';
import { checkFiles } from './commands/check/check-file';
import { checkDefaults, defaultModel } from './commands/check/check-options';
import { clustersCommandLine } from './commands/clusters-line';
import { demoCommand } from './commands/demo';
import { doctorCommand } from './commands/doctor';
import { exportCommand } from './commands/export';
import { experimentFormats } from './commands/export-experiment';
import { faultCommand } from './commands/fault';
import { healCommand } from './commands/heal';
import { importCommand } from './commands/import';
import { judgeCommand } from './commands/judge';
import { runCommand } from './commands/run';
import { scheduleCommandLine } from './commands/schedule-line';
import { serveCommand } from './commands/serve';
import {
  exitCodes,
  exitWhenWritten,
  isClosedReader,
  outliveReaders,
  printFailure,
  processTerminal,
} from './commands/terminal';
import { tokenCommand } from './commands/token';
import { webhookCommandLine } from './commands/webhook';
import { exportFormats, runExports } from './export/run-export';
import { labDownCommand, labStatusCommand, labUpCommand } from './lab/command';

const terminal = processTerminal;
const defaultPort = 3000;
const defaultData = process.env.CLEW_DATA ?? '.clew';

/** The exit code of the command that ran. */
let exitCode = 0;

function withServer(command: Command, port: number): Command {
  return command
    .option('--port <number>', 'port of the dashboard; 0 takes a free one', wholeNumber(0, 65_535), port)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <directory>', 'where runs are kept', defaultData)
    .option('--public-url <url>', 'under which others reach it; links to share begin with it', publicOrigin)
    .option('--private-webhooks', 'webhooks may lead to this machine and to private networks', false);
}

/** How a recorded history is read, and within which limits it is judged. */
function withHistory(command: Command): Command {
  return command
    .option('--format <format>', 'auto, jsonl, json, edn or text', 'auto')
    .option('--order <order>', 'what is the history: the order of the lines, or of the times (lines, time)')
    .option('--ignore <fields>', 'fields of ops that do not matter, comma separated')
    .option('--field <ours=theirs>', 'fields by another name, comma separated, as in process=client')
    .option('--function <theirs=ours>', 'functions by another name, comma separated, as in broadcast=add')
    .option('--time-limit <seconds>', 'then the verdict is unknown', number, checkDefaults.timeLimitSeconds)
    .option('--memory <megabytes>', 'then the verdict is unknown', number, checkDefaults.memoryLimitMb)
    .option('--strict', 'a valid verdict that proves little counts as unknown', false);
}

function program(): Command {
  const clew = new Command('clew')
    .description('Tests distributed systems: real nodes, real faults, histories judged for linearizability.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(printableText(text)),
      writeErr: (text) => process.stderr.write(printableText(text)),
    })
    .configureHelp({ showGlobalOptions: true });

  withServer(clew.command('serve').description('serve the dashboard'), defaultPort)
    .option(
      '--keep-days <number>',
      'delete runs older than this that nobody pinned, tagged or shared',
      wholeNumber(1, 36_500),
    )
    .option('--keep-runs <number>', 'of such runs, keep the newest so many', wholeNumber(0, 100_000_000))
    .addOption(new Option('--development', 'compile the pages as they are asked for').default(false).hideHelp())
    .action(async (options) => {
      exitCode = await serveCommand(options, terminal);
    });

  withServer(
    withSettings(
      clew
        .command('demo')
        .description(
          'the test of the post on five nodes of this machine; on the embedded cluster where no lab can be made',
        ),
    ),
    defaultPort,
  )
    .option('--embedded', 'AntiEtcd on five processes of this machine, without root and without Linux', false)
    .option('--once', 'end after the verdict, with its exit code', false)
    .action(async (options) => {
      exitCode = await demoCommand(options, terminal);
    });

  withServer(runCommandLine(clew), 0).action(async (source, options) => {
    exitCode = await runCommand(source, options, terminal);
  });

  withHistory(
    clew
      .command('check <file...>')
      .description('judge recorded histories (- reads standard input); the worst verdict is the exit code')
      .option('--model <name|file>', 'a model (clew models lists them), or a module of your own', defaultModel)
      .option('--initial <json>', 'initial state of the model; unknown finds out where a register began')
      .option('--initial-by-key <json>', 'initial states of single keys, as in {"k1": 5}')
      .option('--independent', 'values are [key value]; every key is judged by itself', false)
      .option('--checker <names>', 'checkers, comma separated, as in linearizability,stats', 'linearizability')
      .option('--workload <name>', 'judge as runs of a workload are (clew workloads lists them)')
      .option(
        '--consistency <model>',
        'what transactions promise (--checker list-append, rw-register): serializable, …',
      )
      .option('--negative-balances', 'accounts may fall below 0 (--checker bank); --initial has their balances', false),
  )
    .option('--json', 'one line of JSON a file', false)
    .action(async (files, options) => {
      const controller = new AbortController();
      // The first Ctrl-C ends the check with what is known; the second one ends the program.
      process.once('SIGINT', () => controller.abort());
      // A report that is not read is not worth a search.
      process.stdout.once('error', () => controller.abort());
      exitCode = await checkFiles(files, options, {
        stdin: process.stdin,
        stdout: process.stdout,
        stderr: process.stderr,
        signal: controller.signal,
      });
    });

  addImport(clew.command('import <path>'));
  addExport(clew.command('export <run>'));
  addJudge(clew.command('judge <run>'));
  withSettings(
    clew
      .command('doctor <preset|plan.json|cluster|cluster.json|ssh-config>')
      .description(
        'look at every node of a cluster, side by side, in 10 s; says what to run where one lacks something',
      ),
  )
    .option('--hosts <names>', 'of an ssh config those, comma separated', names)
    .option('--data <directory>', 'where runs, and the host keys of nodes, are kept', defaultData)
    .option('--json', 'print the result as JSON', false)
    .action(async (source, options) => {
      exitCode = await doctorCommand(source, options, terminal);
    });
  clew
    .command('heal <run|plan.json>')
    .description('put your own machines right that a run left cut, paused or running; says of each what it did')
    .option('--data <directory>', 'where runs are kept', defaultData)
    .option('--json', 'print the result as JSON', false)
    .action(async (source, options) => {
      exitCode = await healCommand(source, options, terminal);
    });
  clew
    .command('fault <run> <action...>')
    .description('in a running test: cut n1 n2, pause leader, pause n3, kill n2; or heal, what was broken by hand')
    .option('--data <directory>', 'where runs are kept', defaultData)
    .option('--json', 'print the result as JSON', false)
    .action(async (run, action, options) => {
      exitCode = await faultCommand(run, action, options, terminal);
    });
  clew
    .command('token')
    .description('print the address that signs a browser in, or the token where no server runs')
    .option('--rotate', 'make another one; the old one and every session end', false)
    .option('--data <directory>', 'where runs are kept', defaultData)
    .action(async (options) => {
      exitCode = await tokenCommand(options, terminal);
    });
  scheduleCommandLine(clew, defaultData, terminal, (code) => {
    exitCode = code;
  });
  clustersCommandLine(clew, defaultData, terminal, (code) => {
    exitCode = code;
  });
  webhookCommandLine(clew, defaultData, terminal, (code) => {
    exitCode = code;
  });
  addLab(clew.command('lab').description('clusters that are made on this machine'));
  for (const name of catalogNames) {
    clew
      .command(name)
      .description(`the ${name} there are`)
      .option('--json', 'print as JSON', false)
      .action(({ json }) => {
        exitCode = printCatalog(name, terminal, json);
      });
  }
  return clew;
}

function addImport(command: Command): void {
  withHistory(
    command
      .description(
        'bring a history that another program recorded, or a store of Jepsen (directory or zip), into the library',
      )
      .option('--name <name>', 'what the run is called, instead of the file')
      .option('--model <name>', 'a model (clew models lists them), or none; without it, what the operations look like')
      .option('--initial <json>', 'initial state of the model')
      .option('--independent', 'values are [key value]; every key is judged by itself')
      .option('--checker <names>', 'checkers, comma separated, as in linearizability,stats'),
  )
    .option('--json', 'one line of JSON', false)
    .option('--data <directory>', 'where runs are kept', defaultData)
    .action(async (path, options) => {
      const controller = new AbortController();
      // The first Ctrl-C leaves nothing behind; the second one ends the program.
      process.once('SIGINT', () => controller.abort());
      exitCode = await importCommand(path, options, { terminal, sink: process.stderr, signal: controller.signal });
    });
}

function addExport(command: Command): void {
  command
    .description('take a run along; its id stands on its page and in the list')
    .addOption(
      new Option('--format <format>', 'what to make of it')
        .choices([...exportFormats, 'csv', 'json'] as const)
        .makeOptionMandatory(),
    )
    .option(
      '--places',
      'in a page or a zip, which are made to be handed on, also show addresses, users, ports and paths',
    )
    .option('--output <file>', 'where to put it, instead of the standard output')
    .option('--data <directory>', 'where runs are kept', defaultData)
    .addHelpText(
      'after',
      [
        '\nFormats:',
        ...Object.entries({ ...runExports, ...experimentFormats }).map(
          ([name, { summary }]) => `  ${name.padEnd(6)} ${summary}`,
        ),
      ].join('\n'),
    )
    .action(async (id, options) => {
      exitCode = await exportCommand(id, options, process.stdout, terminal);
    });
}

/** What is not said is as in the plan of the run. */
function addJudge(command: Command): void {
  command
    .description('judge the history of a stored run again; the verdict that it has stays')
    .option('--model <name|file>', 'another model than that of its plan')
    .option('--initial <json>', 'initial state of the model; unknown finds out where a register began')
    .option('--checker <names>', 'checkers, comma separated, instead of those of its plan')
    .option('--time-limit <seconds>', 'then the verdict is unknown', number)
    .option('--memory <megabytes>', 'then the verdict is unknown', number)
    .option('--strict', 'a valid verdict that proves little counts as unknown', false)
    .option('--json', 'one line of JSON', false)
    .option('--data <directory>', 'where runs are kept', defaultData)
    .action(async (id, options) => {
      const controller = new AbortController();
      // The first Ctrl-C ends the check with what is known; the second one ends the program.
      process.once('SIGINT', () => controller.abort());
      const { stdout, stderr } = process;
      exitCode = await judgeCommand(id, options, { stdout, stderr, signal: controller.signal });
    });
}

function addLab(lab: Command): void {
  lab
    .command('up')
    .description('make a lab, or find the one there is')
    .option('--nodes <number>', 'how many nodes', wholeNumber(1, 9), 5)
    .option('--name <name>', 'name of the lab', 'default')
    .option('--json', 'print as JSON', false)
    .action(async (options) => {
      exitCode = await labUpCommand(options, terminal);
    });
  lab
    .command('status')
    .description('the labs there are, and whether their nodes answer')
    .option('--name <name>', 'one lab only')
    .option('--json', 'print as JSON', false)
    .action(async (options) => {
      exitCode = await labStatusCommand(options, terminal);
    });
  lab
    .command('down')
    .description('take a lab down and leave nothing behind')
    .option('--name <name>', 'name of the lab', 'default')
    .option('--json', 'print as JSON', false)
    .action(async (options) => {
      exitCode = await labDownCommand(options, terminal);
    });
}

outliveReaders();
try {
  await program().parseAsync();
} catch (error) {
  if (isClosedReader(error)) {
    exitCode = exitCodes.failed;
  } else if (error instanceof CommanderError) {
    // Commander has printed what is wrong, or the help that was asked for.
    exitCode = error.exitCode === 0 ? 0 : exitCodes.badArguments;
  } else if (error instanceof ArgumentError) {
    terminal.err(`clew: ${error.message}`);
    exitCode = exitCodes.badArguments;
  } else {
    printFailure(terminal, error);
    exitCode = exitCodes.failed;
  }
}
await exitWhenWritten(exitCode);
