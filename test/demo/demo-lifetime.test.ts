import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { DemoAccess } from '../../provisioning/demo/access-file.js';
import { SiteClient } from '../../provisioning/demo/site-client.js';
import { lockHolder } from '../../provisioning/folder/lock.js';
import { demoPortCount, freePortRun } from '../support/free-port.js';
import { uncovered } from '../support/uncovered.js';

const basePort = await freePortRun(demoPortCount);
const entry = fileURLToPath(new URL('../support/demo-entry.ts', import.meta.url));

function startDemo(dir: string): ChildProcess {
  const loader = ['--import', 'tsx', entry];
  return spawn(process.execPath, [...loader, '--dir', dir, '--base-port', String(basePort), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...uncovered },
  });
}

function readyLine(child: ChildProcess): Promise<{ ready: boolean }> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
      if (text.includes('\n')) resolve(JSON.parse(text));
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready`)));
  });
}

const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve));

function holders(dir: string): readonly number[] {
  return ['hub', 'site-1', 'site-2'].flatMap((name) => lockHolder(join(dir, name))?.pid ?? []);
}

async function countPatients(dir: string, site: number): Promise<number> {
  const access = JSON.parse(readFileSync(join(dir, 'access.json'), 'utf8')) as DemoAccess;
  const { url, tokens } = access.sites[site] ?? { url: '', tokens: { doctor: '' } };
  const client = new SiteClient(url, tokens.doctor, readFileSync(access.ca, 'utf8'));
  const page = (await client.json('GET', '/fhir/Patient?_count=200')) as { entry?: readonly unknown[] };
  client.close();
  return page.entry?.length ?? 0;
}

t.test('[J1] a demo whose programs are killed starts again with all that it had, and stops in order', async (t) => {
  const parent = mkdtempSync(join(tmpdir(), 'carnet-demo-'));
  t.teardown(() => rmSync(parent, { recursive: true, force: true }));
  const dir = join(parent, 'demo');

  const first = startDemo(dir);
  const firstEnd = ended(first);
  t.match(await readyLine(first), { ready: true });
  const running = holders(dir);
  t.equal(running.length, 3);
  const patients = await countPatients(dir, 0);
  t.ok(patients >= 60, `${patients} patients at the first hospital`);
  for (const pid of running) process.kill(pid, 'SIGKILL');
  t.equal(await firstEnd, 1, 'the demo notices and says so');

  const second = startDemo(dir);
  const secondEnd = ended(second);
  t.match(await readyLine(second), { ready: true });
  t.equal(await countPatients(dir, 0), patients, 'everything is there');
  t.ok((await countPatients(dir, 1)) >= 15 + 4, 'its own patients and those referred to it');
  second.kill('SIGINT');
  t.equal(await secondEnd, 0);
  t.same(holders(dir), []);
  t.notOk(existsSync(join(dir, 'relay.sock')));
});
