import { execFile } from 'node:child_process';
import type { CellularSignal } from '../../../protocol/links/link-signal.js';
import type { NodeLink } from '../../../provisioning/node-folder.js';
import { devicePauseMilliseconds, type LinkProbePlugin, type SayOnce } from './link-probe-plugin.js';
import { parseModem, parseModemList, type ReadModem } from './parse-modem.js';

const commandMillisecondsMax = 4_000;
const answerBytesMax = 256 * 1024;
/** A box has one modem or two; what lists more is not believed. */
const modemsMax = 8;

export interface ModemPluginOptions {
  /** ModemManager's `mmcli`: a name on the path, or a path. */
  readonly program: string;
  readonly link: Pick<NodeLink, 'device'>;
  readonly say: SayOnce;
}

/** A mobile link's modem, where ModemManager (https://modemmanager.org) has one. Nothing is set, only read. */
export class ModemPlugin implements LinkProbePlugin {
  readonly pauseMilliseconds = devicePauseMilliseconds;
  readonly #options: ModemPluginOptions;
  #abort = new AbortController();

  constructor(options: ModemPluginOptions) {
    this.#options = options;
  }

  async read(): Promise<CellularSignal | undefined> {
    const { say, program } = this.#options;
    const listed = await this.#ask(['-L', '-J']);
    const modems = listed === undefined ? undefined : parseModemList(listed);
    if (modems === undefined) {
      if (listed !== undefined) say(`${program} lists no modems that can be read`);
      return undefined;
    }
    const read: ReadModem[] = [];
    for (const modem of modems.slice(0, modemsMax)) {
      const facts = await this.#ask(['-m', modem, '-J']);
      const radio = facts === undefined ? undefined : await this.#ask(['-m', modem, '--signal-get', '-J']);
      const parsed = facts === undefined ? undefined : parseModem(facts, radio);
      if (parsed !== undefined) read.push(parsed);
    }
    return this.#choose(read)?.signal;
  }

  stop(): void {
    this.#abort.abort();
  }

  /** The one behind the link's device; without one, the only one that there is. */
  #choose(read: readonly ReadModem[]): ReadModem | undefined {
    const { link, say } = this.#options;
    const { device } = link;
    const [first, second] = device === undefined ? read : read.filter(({ devices }) => devices.includes(device));
    if (first !== undefined && second === undefined) return first;
    if (read.length === 0) say('ModemManager has no modem');
    else if (device !== undefined) say(`no modem has the network device ${device}`);
    else say('there are several modems: write the network device of the link as device in node.json');
    return undefined;
  }

  #ask(parameters: readonly string[]): Promise<string | undefined> {
    const { program, say } = this.#options;
    const { signal } = this.#abort;
    const limits = { timeout: commandMillisecondsMax, killSignal: 'SIGKILL', maxBuffer: answerBytesMax } as const;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(undefined);
      execFile(program, [...parameters], { ...limits, signal }, (cause, out) => {
        if (cause === null) return resolve(out);
        if (cause.code === 'ENOENT') say(`${program} is missing (apt-get install modemmanager)`);
        // A modem that has no radio figures fails that one question only.
        else if (parameters[0] === '-L' && !signal.aborted) say(`${program} does not answer`);
        resolve(undefined);
      });
    });
  }
}
