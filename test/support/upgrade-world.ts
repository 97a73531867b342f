import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { migrations } from '../../journal/schema/migrations.js';
import { readNode, writeNode } from '../../provisioning/node-folder.js';
import { packRelease } from '../../provisioning/release/pack-release.js';
import { releaseFiles } from '../../provisioning/release/release-tree.js';
import { processService } from '../../provisioning/upgrade/site-service.js';
import { freePort } from './free-port.js';
import { enrolSite, type Network, startNetwork } from './programs-network.js';
import { releaseFacts, releaseSigner, smallTree } from './release-tree.js';
import { type CarnetRun, callCarnet } from './run-carnet.js';

const built = resolve(import.meta.dirname, '../..');
const parts = [
  'bin',
  'dist',
  'protocol/dictionary',
  'scripts/health-check.js',
  'deploy',
  'README.md',
  'LICENSE',
  'NOTICE',
  'package-lock.json',
];

/** The version of the sources, under which the first release is packed. */
export const builtVersion = String(
  (JSON.parse(readFileSync(join(built, 'package.json'), 'utf8')) as { version: string }).version,
);

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
    const tree = join(this.#folder, `tree-${version}`);
    mkdirSync(join(tree, 'protocol'), { recursive: true });
    mkdirSync(join(tree, 'scripts'));
    for (const part of parts) execFileSync('cp', ['-a', join(built, part), join(tree, part)]);
    // Tests of pages build them; here none is opened.
    mkdirSync(join(tree, 'dist/ui/workstation'), { recursive: true });
    writeFileSync(join(tree, 'dist/ui/workstation/index.html'), '');
    symlinkSync(join(built, 'node_modules'), join(tree, 'node_modules'));
    const said = JSON.parse(readFileSync(join(built, 'package.json'), 'utf8')) as object;
    writeFileSync(join(tree, 'package.json'), JSON.stringify({ ...said, version }));
    return tree;
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
  async packBroken(version: string, main: string): Promise<string> {
    const files = {
      'bin/carnet.js': "process.stdout.write('{}\\n');\n",
      'dist/edge-agent/main.js': main,
    };
    const tree = smallTree(join(this.#folder, `tree-${version}`), version, files);
    const schema = { version: migrations.length + 1, floor: migrations.length };
    const one = { version: 1, floor: 1 };
    const facts = releaseFacts(version, { schema: { journal: schema, attachments: one, telemetry: one } });
    await packRelease(releaseFiles(tree), facts, this.#signer.key, `${tree}.release`);
    return `${tree}.release`;
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
