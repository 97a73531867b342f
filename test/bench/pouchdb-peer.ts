import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TcpRelay } from '../../provisioning/demo/relay/tcp-relay.js';
import type { FhirObject } from '../../record/resource.js';

const folder = fileURLToPath(new URL('./peers/pouchdb', import.meta.url));
const run = promisify(execFile);
const host = '127.0.0.1';
const unshaped = { delayMilliseconds: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
const outputBytesMax = 16 * 1024 * 1024;

/** Replicates the same resources from one PouchDB to another over HTTP, each in a process of its own. */
export async function replicatePouchdb(
  resources: readonly FhirObject[],
  batch: number,
): Promise<{ perSecond: number }> {
  const { seconds } = await replicate(resources, batch, false);
  return { perSecond: resources.length / seconds };
}

/** The bytes of the same replication, counted at a relay, both ways, without TLS. */
export async function countPouchdb(resources: readonly FhirObject[], batch: number): Promise<number> {
  return (await replicate(resources, batch, true)).bytes;
}

async function replicate(
  resources: readonly FhirObject[],
  batch: number,
  relayed: boolean,
): Promise<{ readonly seconds: number; readonly bytes: number }> {
  if (!existsSync(join(folder, 'node_modules'))) await run('npm', ['ci'], { cwd: folder });
  const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-pouchdb-'));
  for (const name of ['server', 'site']) mkdirSync(join(dir, name));
  writeFileSync(join(dir, 'resources.ndjson'), resources.map((resource) => JSON.stringify(resource)).join('\n'));
  const server = spawn(process.execPath, [join(folder, 'server.mjs'), join(dir, 'server')], {
    cwd: dir,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let relay: TcpRelay | undefined;
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.stdout.once('data', (line) => resolve((JSON.parse(String(line)) as { port: number }).port));
      server.once('exit', (code) => reject(new Error(`the peer's server ended with ${code}`)));
    });
    if (relayed) {
      relay = new TcpRelay({ listen: { host, port: 0 }, target: { host, port }, shape: unshaped });
      await relay.start();
    }
    const site = [join(folder, 'replicate.mjs'), join(dir, 'site'), join(dir, 'resources.ndjson')];
    const target = [`http://${host}:${relay?.port ?? port}/records`, String(batch)];
    const { stdout } = await run(process.execPath, [...site, ...target], { cwd: dir, maxBuffer: outputBytesMax });
    const result = JSON.parse(stdout) as { documents: number; seconds: number };
    if (result.documents !== resources.length) throw new Error(`the peer has ${result.documents} documents`);
    const { up, down } = relay?.bytes ?? { up: 0, down: 0 };
    return { seconds: result.seconds, bytes: up + down };
  } finally {
    await relay?.stop();
    server.stdin.end();
    await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(undefined)));
    rmSync(dir, { recursive: true, force: true });
  }
}
