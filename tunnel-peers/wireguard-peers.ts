import { execFile } from 'node:child_process';
import { Problem } from '../protocol/problem.js';
import { commandMillisecondsMax } from './limits.js';

/** A peer of the interface as the system has it. */
export interface Peer {
  readonly publicKey: string;
  /** Addresses inside of the tunnel that it may use, without their prefix. */
  readonly addresses: readonly string[];
  /** When it was last heard of, seconds since 1970; 0: never. */
  readonly handshakeSeconds: number;
}

/** The peers of one WireGuard interface, through `wg`; nothing here ever reads a private key. */
export class WireguardPeers {
  readonly #program: string;
  readonly #interfaceName: string;

  constructor(program: string, interfaceName: string) {
    this.#program = program;
    this.#interfaceName = interfaceName;
  }

  /** @throws Problem `not-found` when there is no such interface, `permission-denied`, `internal` */
  async list(): Promise<readonly Peer[]> {
    const allowed = rowsOf(await this.#run(['show', this.#interfaceName, 'allowed-ips']));
    const handshakes = new Map(rowsOf(await this.#run(['show', this.#interfaceName, 'latest-handshakes'])));
    return allowed.map(([publicKey, list]) => ({
      publicKey,
      addresses: list.split(/\s+/).flatMap((each) => (each.includes('/') ? [each.slice(0, each.indexOf('/'))] : [])),
      handshakeSeconds: Number(handshakes.get(publicKey) ?? 0),
    }));
  }

  /** An address that another peer had moves to this one, as WireGuard has it. */
  async add(publicKey: string, address: string): Promise<void> {
    const bits = address.includes(':') ? 128 : 32;
    await this.#run(['set', this.#interfaceName, 'peer', publicKey, 'allowed-ips', `${address}/${bits}`]);
  }

  async remove(publicKey: string): Promise<void> {
    await this.#run(['set', this.#interfaceName, 'peer', publicKey, 'remove']);
  }

  #run(parameters: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { timeout: commandMillisecondsMax, maxBuffer: 32 * 1024 * 1024 };
      execFile(this.#program, [...parameters], options, (cause, out, errors) => {
        if (cause === null) resolve(out);
        else reject(problemOf(errors, this.#interfaceName, cause));
      });
    });
  }
}

function problemOf(errors: string, interfaceName: string, cause: Error): Problem {
  if (/No such device|No such file/i.test(errors)) return new Problem('not-found', `interface ${interfaceName}`);
  if (/not permitted|denied/i.test(errors)) return new Problem('permission-denied', `interface ${interfaceName}`);
  const missing = 'code' in cause && cause.code === 'ENOENT';
  const said = errors.trim().split('\n')[0] ?? '';
  return new Problem(missing ? 'not-found' : 'internal', missing ? 'the program wg' : said, [], { cause });
}

/** `wg show` writes key, tab, value on a line. */
function rowsOf(text: string): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((line) => {
    const at = line.indexOf('\t');
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const];
  });
}
