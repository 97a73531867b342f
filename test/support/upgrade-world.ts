import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { readNode, writeNode } from '../../provisioning/node-folder.js';
import { processService } from '../../provisioning/upgrade/site-service.js';
import { builtVersion, copyBuilt, packBroken } from './built-release.js';
import { freePort } from './free-port.js';
import { enrolSite, type Network, startNetwork } from './programs-network.js';
import { releaseSigner } from './release-tree.js';
import { type CarnetRun, callCarnet } from './run-carnet.js';

/** A hub, an enrolled site, and a root for its releases; its program runs as a process of its own. */
export class UpgradeWorld {
  readonly network: Network;
  readonly dir: string;
  readonly port: number;
  readonly root: string;
  readonly #folder: string;
  readonly #signer: ReturnType<typeof releaseSigner>;

  private constructor(network: Network, dir: string, port: number) {
    this.network = network;
    this.dir = dir;
    this.port = port;
    this.#folder = network.folder;
    this.root = join(network.folder, 'root');
    mkdirSync(this.root);
    this.#signer = releaseSigner(network.folder);
    writeFileSync(join(this.root, 'trusted-keys'), readFileSync(this.#signer.trusted));
  }

  static async start(t: Test): Promise<UpgradeWorld> {
    const network = await startNetwork(t, []);
    const { dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Hôpital de Garoua');
    const node = readNode(dir);
    const port = await freePort();
    writeNode(dir, { ...node, https: { host: '127.0.0.1', port } });
    const world = new UpgradeWorld(network, dir, port);
    t.teardown(() => processService(world.root, dir).stop());
    return world;
  }

  /** The sources as they were built, as a release. */
  packBuilt(): Promise<string> {
    return this.pack(this.copyBuilt(builtVersion));
  }

  /** A copy of what was built, under another version. */
  copyBuilt(version: string): string {
    return copyBuilt(join(this.#folder, `tree-${version}`), version);
  }

  /** Adds a migration to a copy; `floor` is the oldest schema whose program may write the result. */
  addMigration(tree: string, text: string, floor: number): void {
    const built = readdirSync(join(tree, 'dist'), { recursive: true, withFileTypes: true });
    const list = /(\nvar migrations\d* = \[[^\]]*?),?(\n\];)/;
    const files = built.filter((entry) => entry.isFile() && entry.name.endsWith('.js'));
    const changed = files.filter((entry) => {
      const file = join(entry.parentPath, entry.name);
      const source = readFileSync(file, 'utf8');
      if (!list.test(source)) return false;
      writeFileSync(file, source.replace(list, `$1,\n  ${JSON.stringify({ text, floor })}$2`));
      return true;
    });
    if (changed.length === 0) throw new Error('the migrations stand elsewhere');
  }

  async pack(tree: string): Promise<string> {
    const archive = `${tree}.release`;
    const key = join(this.#folder, 'release.key');
    writeFileSync(key, this.#signer.key.export({ format: 'pem', type: 'pkcs8' }));
    const { exit, error } = await callCarnet(['release', 'pack', '--key', key, '--from', tree, '--out', archive]);
    if (exit !== 0) throw new Error(error);
    return archive;
  }

  /** A release that says that it can, and whose program does `main`. */
  packBroken(version: string, main: string): Promise<string> {
    return packBroken(join(this.#folder, `tree-${version}`), version, main, this.#signer.key);
  }

  readonly options = (): readonly string[] => ['--root', this.root, '--service', 'process'];

  /** `carnet upgrade …` in this process. */
  upgrade(words: readonly string[], withinSeconds = 60): Promise<CarnetRun> {
    const health = ['--healthy-seconds', '1', '--within-seconds', String(withinSeconds)];
    return callCarnet(['upgrade', ...words, '--dir', this.dir, ...this.options(), ...health]);
  }
}

/** Somebody at the hospital who registers patients without a pause, and tries again what was not answered. */
export class SteadyWriter {
  readonly acknowledged: string[] = [];
  /** Milliseconds between an answer and the next one, the longest. */
  longestGap = 0;
  readonly #port: number;
  readonly #token: string;
  #running = true;
  #loop: Promise<void> = Promise.resolve();

  constructor(port: number, token: string) {
    this.#port = port;
    this.#token = token;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#loop;
  }

  async #run(): Promise<void> {
    let last = performance.now();
    while (this.#running) {
      const patient = { resourceType: 'Patient', name: [{ family: `Ngono${this.acknowledged.length}` }] };
      const { status, body } = await askSite(this.#port, '/fhir/Patient', this.#token, patient);
      if (status === 201) {
        this.acknowledged.push(String((JSON.parse(body) as { id: string }).id));
        this.longestGap = Math.max(this.longestGap, performance.now() - last);
        last = performance.now();
      }
      await sleep(20);
    }
  }
}

/** Asks the site as a workstation does; status 0 where nobody answers. */
export function askSite(
  port: number,
  path: string,
  token: string,
  json?: object,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((done) => {
    const headers = { authorization: `Bearer ${token}`, ...(json && { 'content-type': 'application/fhir+json' }) };
    const method = json === undefined ? 'GET' : 'POST';
    const place = { host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false, timeout: 5_000 };
    const nobody = { status: 0, body: '' };
    const asked = request({ ...place, agent: false }, (answer) => {
      let body = '';
      answer.on('data', (part) => {
        body += part;
      });
      answer.on('error', () => done(nobody));
      answer.on('end', () => done({ status: answer.statusCode ?? 0, body }));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => done(nobody));
    asked.end(json && JSON.stringify(json));
  });
}
