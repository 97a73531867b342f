import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { command } from '../lab/network/command.js';
import { Namespace } from '../lab/network/namespace.js';
import type { RunAs } from './ordinary-user.js';

/** Where a program of the build lies. */
export const builtProgram = (path: string) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));

/** Where the hub is reached over both wires. */
export const hubAddress = '10.97.200.1';

export interface Ran {
  readonly exit: number;
  readonly out: string;
}

/** A site with two wires to a hub, each machine a namespace; the tunnels between them are for the tested commands to make. */
export class TunnelNamespaces {
  readonly id = randomBytes(3).toString('hex');
  readonly site: Namespace;
  readonly hub: Namespace;
  readonly #interfaces: string[] = [];

  constructor() {
    const named = (node: string) => new Namespace(`carnet-lab-${process.pid}-${this.id}-${node}`);
    [this.site, this.hub] = [named('site'), named('hub')];
  }

  async create(): Promise<void> {
    for (const namespace of [this.site, this.hub]) await namespace.create();
    for (const index of [0, 1]) {
      const name = `w${index}`;
      await this.site.run('ip', ['link', 'add', name, 'type', 'veth', 'peer', 'name', name, 'netns', this.hub.name]);
      await this.site.run('ip', ['address', 'add', `10.97.${index}.2/30`, 'dev', name]);
      await this.hub.run('ip', ['address', 'add', `10.97.${index}.1/30`, 'dev', name]);
      for (const namespace of [this.site, this.hub]) {
        await namespace.run('ip', ['link', 'set', name, 'up']);
        await namespace.run('sysctl', [
          '-q',
          '-w',
          'net.ipv4.conf.all.rp_filter=0',
          `net.ipv4.conf.${name}.rp_filter=0`,
        ]);
      }
    }
    await this.hub.run('ip', ['address', 'add', `${hubAddress}/32`, 'dev', 'lo']);
    await this.site.run('ip', ['route', 'add', 'default', 'via', '10.97.0.1']);
  }

  /** A name of an interface that no other run has: its control socket is per name. */
  interfaceName(suffix: string): string {
    const name = `ct${this.id}${suffix}`;
    this.#interfaces.push(name);
    return name;
  }

  /** `wg-quick` with WireGuard in user space, as on a kernel without it. */
  async wgQuick(namespace: Namespace, verb: 'up' | 'down', file: string): Promise<void> {
    const environment = ['WG_QUICK_USERSPACE_IMPLEMENTATION=wireguard-go', 'LOG_LEVEL=silent'];
    await namespace.run('env', [...environment, 'wg-quick', verb, file]);
  }

  /** A program of the build, in a namespace, to its end. */
  runBuilt(namespace: Namespace, path: string, parameters: readonly string[], environment: object = {}): Promise<Ran> {
    const { PATH, HOME, TMPDIR } = process.env;
    return new Promise((resolve) => {
      execFile(
        'ip',
        ['netns', 'exec', namespace.name, process.execPath, builtProgram(path), ...parameters],
        { env: { PATH, HOME, TMPDIR, ...environment }, timeout: 60_000 },
        (cause, out, errors) => {
          const exit = cause === null ? 0 : typeof cause.code === 'number' ? cause.code : -1;
          resolve({ exit, out: out || errors });
        },
      );
    });
  }

  /** @param runAs whose rights it has there; without, all of the suite's */
  startBuilt(
    namespace: Namespace,
    path: string,
    parameters: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    { uid, gid }: RunAs = {},
  ) {
    const user = uid === undefined ? [] : ['--reuid', String(uid), '--no-new-privs'];
    const group = gid === undefined ? [] : ['--regid', String(gid), '--clear-groups'];
    const program = [process.execPath, builtProgram(path), ...parameters];
    const [first = '', ...rest] = user.length + group.length > 0 ? ['setpriv', ...user, ...group, ...program] : program;
    return namespace.spawn(first, rest, environment);
  }

  /** Gives a folder, with all that is in it, to who is to run a program over it. */
  async giveTo({ uid, gid }: RunAs, folder: string): Promise<void> {
    if (uid !== undefined && gid !== undefined) await command('chown', ['-R', `${uid}:${gid}`, folder]);
  }

  async remove(): Promise<void> {
    // A tunnel in user space ends when its control socket is gone.
    for (const name of this.#interfaces) rmSync(`/var/run/wireguard/${name}.sock`, { force: true });
    for (const namespace of [this.site, this.hub]) {
      for (const pid of (await command('ip', ['netns', 'pids', namespace.name]).catch(() => '')).split('\n')) {
        if (pid !== '') process.kill(Number(pid), 'SIGTERM');
      }
      await namespace.remove();
    }
  }
}
