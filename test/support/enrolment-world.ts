import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { SiteProgress } from '../../journal/fleet-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { callControl } from '../../provisioning/control/client.js';
import { createHub } from '../../provisioning/hub/create-hub.js';
import type { InvitedSite, SiteHistory } from '../../provisioning/verbs/site-verbs.js';
import { freePort } from './free-port.js';
import { ProgramProcess } from './programs-process.js';
import { stockKeyPairs } from './stock-key-pairs.js';
import { temporaryFolder } from './temporary-folder.js';

interface Teardown {
  teardown(stop: () => unknown): unknown;
}

/** A hub as a program of its own, that boxes of a test enrol with. */
export class EnrolmentWorld {
  readonly folder: string;
  readonly hubDir: string;
  readonly httpsPort: number;
  readonly #t: Teardown;
  #hub: ProgramProcess | undefined;
  #sites = 0;

  private constructor(t: Teardown, folder: string, httpsPort: number) {
    this.#t = t;
    this.folder = folder;
    this.hubDir = join(folder, 'hub');
    this.httpsPort = httpsPort;
  }

  static async start(t: Teardown): Promise<EnrolmentWorld> {
    const world = new EnrolmentWorld(t, temporaryFolder(t), await freePort());
    const at = (port: number) => ({ host: '127.0.0.1', port });
    await createHub({
      ...{
        dir: world.hubDir,
        name: 'Test',
        hosts: ['127.0.0.1'],
        nowMilliseconds: Date.now(),
        makeKeyPair: stockKeyPairs,
      },
      ...{ https: at(world.httpsPort), mqtt: at(await freePort()) },
    });
    await world.startHub();
    return world;
  }

  get hubUrl(): string {
    return `https://127.0.0.1:${this.httpsPort}`;
  }

  async startHub(): Promise<void> {
    this.#hub = new ProgramProcess(this.#t, 'central-hub', ['--dir', this.hubDir]);
    await this.#hub.ready();
  }

  async stopHub(): Promise<void> {
    await this.#hub?.kill('SIGTERM');
  }

  /** A site that is waited for, and its one-time code. */
  async invite(): Promise<{ readonly site: SiteCode; readonly code: string; readonly dir: string }> {
    this.#sites += 1;
    const name = `Hôpital ${this.#sites}`;
    const invited = (await callControl(this.hubDir, 'site-add', { name, region: 'Nord' })) as InvitedSite;
    return { site: invited.site.code, code: invited.oneTimeCode, dir: join(this.folder, `box-${this.#sites}`) };
  }

  /** As the hub has it: invited or active. */
  async stateOf(code: SiteCode): Promise<string> {
    return ((await callControl(this.hubDir, 'site-show', { code })) as SiteProgress).site.state;
  }

  async certificatesOf(code: SiteCode): Promise<number> {
    return ((await callControl(this.hubDir, 'site-history', { code })) as SiteHistory).certificates.length;
  }
}

/** Every file of a folder with the digest of what it holds. */
export function contentsOf(dir: string): Readonly<Record<string, string>> {
  const names = readdirSync(dir, { recursive: true }).map(String).sort();
  const files = names.filter((name) => statSync(join(dir, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(dir, name)))
        .digest('hex'),
    ]),
  );
}

/** What comes of a connection: it passes, it is closed at once, or what the other end answers to a request is lost. */
export type Fate = 'pass' | 'closed' | 'answer-lost';

/** How long the hub may work on a request whose answer is lost. */
const workMilliseconds = 500;

/** The line to the hub; each connection in turn meets its fate, those after the last one pass. */
export class CutLine {
  connections = 0;
  port = 0;
  readonly #fates: readonly Fate[];
  readonly #hubPort: number;

  constructor(hubPort: number, fates: readonly Fate[]) {
    this.#hubPort = hubPort;
    this.#fates = fates;
  }

  async start(t: Teardown): Promise<string> {
    const sockets = new Set<Socket>();
    const server = createServer((near) => {
      sockets.add(near);
      this.#accept(near);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    this.port = (server.address() as { port: number }).port;
    t.teardown(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    return `https://127.0.0.1:${this.port}`;
  }

  #accept(near: Socket): void {
    const fate = this.#fates[this.connections] ?? 'pass';
    this.connections += 1;
    near.on('error', () => {});
    if (fate === 'closed') {
      near.destroy();
      return;
    }
    const far = connect(this.#hubPort, '127.0.0.1');
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
    let said = 0;
    near.on('data', (data) => {
      said += 1;
      far.write(data);
      // First comes the greeting of TLS, then the end of its handshake and the request.
      if (fate === 'answer-lost' && said === 2) setTimeout(() => near.destroy(), workMilliseconds);
    });
    far.on('data', (data) => {
      if (fate === 'pass' || said < 2) near.write(data);
    });
  }
}
