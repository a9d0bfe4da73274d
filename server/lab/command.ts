/** What `clew lab up|status|down` do; the command line only reads their options. */
import { printableJson } from '@/lib/base/plain-text';
import { failureOf } from '../base/failure';
import { type LabReport, labDown, labStatus, labUp, sweepLabs } from './lab';

export interface LabOptions {
  readonly name: string;
  readonly json?: boolean;
}

/** Where a command writes: results to `out`, progress and trouble to `err`; one line a call. */
export interface LabOutput {
  out(line: string): void;
  err(line: string): void;
}

const doneCode = 0;
/** Our own failure, as in formats.md. */
const failedCode = 255;

export async function labUpCommand(options: LabOptions & { readonly nodes: number }, io: LabOutput): Promise<number> {
  return orFailure(io, async () => {
    const startedAt = performance.now();
    const lab = await interruptible((signal) =>
      labUp({ name: options.name, nodes: options.nodes, onProgress: ({ whole }) => io.err(whole), signal }),
    );
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const first = lab.nodes[0];
    if (options.json) io.out(printableJson(JSON.stringify(lab)));
    else {
      io.out(`lab ${lab.name} is up: ${lab.nodes.length} nodes in ${seconds} s`);
      io.out(`log in with: ssh -i ${lab.keyFile} -o UserKnownHostsFile=${lab.knownHostsFile} root@${first?.address}`);
    }
    return doneCode;
  });
}

export async function labStatusCommand(
  options: { readonly name?: string; readonly json?: boolean },
  io: LabOutput,
): Promise<number> {
  return orFailure(io, async () => {
    const labs = await labStatus(options.name);
    if (options.json) io.out(printableJson(JSON.stringify({ labs })));
    else if (labs.length === 0) io.out(options.name === undefined ? 'no lab is up' : `lab ${options.name} is not up`);
    else for (const line of labs.flatMap(statusLines)) io.out(line);
    return doneCode;
  });
}

export async function labDownCommand(options: LabOptions, io: LabOutput): Promise<number> {
  return orFailure(io, async () => {
    const wasThere = await labDown(options.name);
    await sweepLabs();
    if (options.json) io.out(printableJson(JSON.stringify({ name: options.name, removed: wasThere })));
    else io.out(wasThere ? `lab ${options.name} is down` : `lab ${options.name} was not up`);
    return doneCode;
  });
}

function statusLines(lab: LabReport): string[] {
  const holder = lab.ownerPid === undefined ? 'free' : `held by process ${lab.ownerPid}`;
  return [
    `lab ${lab.name} (${holder}${lab.isKept ? ', kept until lab down' : ''})`,
    ...lab.nodes.map((node, i) => `  ${node.name}  ${node.address}  ${lab.answers[i] ? 'answers' : 'does not answer'}`),
  ];
}

/** Ctrl-C ends the work, which removes what it had made, before it ends the program. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.once(name, stop);
  try {
    return await work(interrupt.signal);
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}

async function orFailure(io: LabOutput, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const { message, cure, log } = failureOf(error);
    for (const line of log ?? []) io.err(`  ${line}`);
    io.err(cure === undefined ? message : `${message}; ${cure}`);
    return failedCode;
  }
}
