import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environmentOf, nodeFlagsOf, type ProgramName } from '../../config/running/program-start.js';
import { Problem } from '../../protocol/problem.js';
import { lockHolder } from '../folder/lock.js';

const readyMillisecondsMax = 60_000;
const stopMillisecondsMax = 10_000;

/** A hub or a site that runs as a process of its own, as it would on a machine of its own. */
export class NodeProcess {
  readonly #program: ProgramName;
  readonly #dir: string;
  readonly #logFile: string;
  #child: ChildProcess | undefined;

  constructor(program: ProgramName, dir: string) {
    this.#program = program;
    this.#dir = dir;
    this.#logFile = `${dir}.log`;
  }

  get dir(): string {
    return this.#dir;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts the program and resolves when it says that it is ready.
   * @throws Problem `internal` with the last line that it wrote, `time-out`
   */
  async start(): Promise<void> {
    await endOrphan(this.#dir);
    const log = openSync(this.#logFile, 'a', 0o600);
    try {
      // A process group of its own: the terminal's Ctrl-C goes to the demo alone, which then stops all in order.
      const flags = nodeFlagsOf(this.#program);
      this.#child = spawn(process.execPath, [...flags, programFile(this.#program), '--dir', this.#dir], {
        stdio: ['ignore', 'pipe', log],
        detached: true,
        env: environmentOf(this.#program),
      });
    } finally {
      closeSync(log);
    }
    await this.#untilReady(this.#child);
  }

  /** Calls back when the program ends without having been asked to. */
  onUnexpectedEnd(callback: (problem: Problem) => void): void {
    this.#child?.once('exit', () => {
      if (this.#child !== undefined) callback(this.#endedProblem());
    });
  }

  /** Asks the program to stop in order; after ten seconds it is ended. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || hasEnded(child)) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopMillisecondsMax);
    await ended;
    clearTimeout(late);
  }

  /** Ends the program at once. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  #untilReady(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => fail(new Problem('time-out', `${this.#program} did not start`)),
        readyMillisecondsMax,
      );
      const fail = (problem: Problem) => {
        clearTimeout(late);
        reject(problem);
      };
      let text = '';
      child.once('error', (cause) => fail(new Problem('internal', this.#program, [], { cause })));
      child.once('exit', () => fail(this.#endedProblem()));
      child.stdout?.setEncoding('utf8').on('data', (part: string) => {
        text = (text + part).slice(-10_000);
        if (!text.split('\n').some(isReadyLine)) return;
        clearTimeout(late);
        resolve();
      });
    });
  }

  #endedProblem(): Problem {
    const signal = this.#child?.signalCode;
    const lines = existsSync(this.#logFile) ? readFileSync(this.#logFile, 'utf8').trimEnd().split('\n') : [];
    // A program that cannot go on says why in one line of words, after the lines of its log.
    const said = lines.findLast((line) => line.startsWith('carnet:'))?.slice(0, 300) ?? '';
    const how = signal ? `was ended by ${signal}` : `stopped. ${said}`;
    return new Problem('internal', `${this.#program} ${how} (${this.#logFile})`);
  }
}

function isReadyLine(line: string): boolean {
  try {
    return (JSON.parse(line) as { ready?: unknown }).ready === true;
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** When the demo itself was killed its programs live on; they must go before the folder is used again. */
async function endOrphan(dir: string): Promise<void> {
  const holder = lockHolder(dir);
  if (holder === undefined) return;
  process.kill(holder.pid, 'SIGTERM');
  const deadline = performance.now() + stopMillisecondsMax;
  while (lockHolder(dir) !== undefined) {
    if (performance.now() > deadline) throw new Problem('folder-in-use', `${dir} (process ${holder.pid})`);
    await sleep(50);
  }
}

/** The compiled program, also when the demo itself runs from its source. */
function programFile(program: ProgramName): string {
  const places = [`../../${program}/main.js`, `../../dist/${program}/main.js`];
  const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  if (found === undefined) throw new Problem('internal', `${program} is not built: npm run build`);
  return found;
}
