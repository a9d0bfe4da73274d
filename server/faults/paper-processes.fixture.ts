import type { Processes, Rhythm } from '../testbed/capabilities';

/** Processes on paper: what was done to each, and what is refused. */
export class PaperProcesses implements Processes {
  readonly log: string[];
  readonly down = new Set<string>();
  /** How long they take to end when they are asked to. */
  endsAfterSeconds = 0;
  /** Whether they stutter until they are steadied. */
  keepsRhythm = true;
  /** `restart n2`: what goes wrong, and how. */
  readonly broken = new Map<string, Error>();

  constructor(log: string[] = []) {
    this.log = log;
  }

  isRunning = async (node: string) => {
    this.#meet(`ask ${node}`);
    return !this.down.has(node);
  };
  kill = (node: string) => this.#act('kill', node, () => this.down.add(node));
  restart = (node: string) => this.#act('restart', node, () => this.down.delete(node));
  pause = (node: string) => this.#act('pause', node);
  resume = (node: string) => this.#act('resume', node);
  end = async (node: string, patienceSeconds: number) => {
    await this.#act('end', node, () => this.down.add(node));
    return patienceSeconds >= this.endsAfterSeconds;
  };
  stutter = (node: string, { stoppedMs, runningMs }: Rhythm) => this.#act(`stutter ${stoppedMs}/${runningMs}`, node);
  steady = async (node: string) => {
    await this.#act('steady', node);
    return this.keepsRhythm;
  };

  async #act(verb: string, node: string, done?: () => void): Promise<void> {
    this.#meet(`${verb} ${node}`);
    if (verb !== 'restart' && this.down.has(node)) throw new Error('it does not run');
    this.log.push(`${verb} ${node}`);
    done?.();
  }

  #meet(what: string): void {
    const error = this.broken.get(what);
    if (error) throw error;
  }
}
