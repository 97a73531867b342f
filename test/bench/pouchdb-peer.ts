import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FhirObject } from '../../record/resource.js';

const folder = fileURLToPath(new URL('./peers/pouchdb', import.meta.url));
const run = promisify(execFile);
const outputBytesMax = 16 * 1024 * 1024;

/** Replicates the same resources from one PouchDB to another over HTTP, each in a process of its own. */
export async function replicatePouchdb(
  resources: readonly FhirObject[],
  batch: number,
): Promise<{ perSecond: number }> {
  if (!existsSync(join(folder, 'node_modules'))) await run('npm', ['ci'], { cwd: folder });
  const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-pouchdb-'));
  for (const name of ['server', 'site']) mkdirSync(join(dir, name));
  writeFileSync(join(dir, 'resources.ndjson'), resources.map((resource) => JSON.stringify(resource)).join('\n'));
  const server = spawn(process.execPath, [join(folder, 'server.mjs'), join(dir, 'server')], {
    cwd: dir,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.stdout.once('data', (line) => resolve((JSON.parse(String(line)) as { port: number }).port));
      server.once('exit', (code) => reject(new Error(`the peer's server ended with ${code}`)));
    });
    const site = [join(folder, 'replicate.mjs'), join(dir, 'site'), join(dir, 'resources.ndjson')];
    const target = [`http://127.0.0.1:${port}/records`, String(batch)];
    const { stdout } = await run(process.execPath, [...site, ...target], { cwd: dir, maxBuffer: outputBytesMax });
    const result = JSON.parse(stdout) as { documents: number; seconds: number };
    if (result.documents !== resources.length) throw new Error(`the peer has ${result.documents} documents`);
    return { perSecond: result.documents / result.seconds };
  } finally {
    server.stdin.end();
    await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(undefined)));
    rmSync(dir, { recursive: true, force: true });
  }
}
