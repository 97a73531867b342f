import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readEdgeSettings } from '../../config/edge-settings.js';
import { readHubSettings } from '../../config/hub-settings.js';
import type { CommandContext } from '../../provisioning/commands/command-context.js';
import type { DemoAccess } from '../../provisioning/demo/access-file.js';
import { demoCommand } from '../../provisioning/demo/command.js';
import { lockHolder } from '../../provisioning/folder/lock.js';
import { demoPortCount, freePortRun } from '../support/free-port.js';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function carnetDemo(...argumentsGiven: readonly string[]): Promise<Ran> {
  let code = -1;
  let out = '';
  let error = '';
  const context: CommandContext = {
    language: 'en',
    environment: {},
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    readHubSettings: () => readHubSettings({ file: undefined, environment: {} }),
    readShownSettings: () => ({}),
    readSiteSettings: () => readEdgeSettings({ file: undefined, environment: {} }),
    isTerminal: false,
    exit: (given) => {
      code = given;
    },
  };
  await demoCommand(context).parseAsync([...argumentsGiven], { from: 'user' });
  return { code, out, error };
}

function temporaryFolder(t: Test): string {
  const dir = mkdtempSync(join(tmpdir(), 'carnet-demo-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'demo');
}

const basePort = await freePortRun(demoPortCount);
const ports = ['--base-port', String(basePort)];

function nothingRuns(dir: string): boolean {
  return ['hub', 'site-1', 'site-2'].every((name) => lockHolder(join(dir, name)) === undefined);
}

t.test(
  '[W1] [F2] carnet demo --once: a record written at one hospital stands at the hub and at the other',
  async (t) => {
    const dir = temporaryFolder(t);
    const first = await carnetDemo('--dir', dir, '--once', '--json', ...ports);
    t.equal(first.code, 0, first.error);
    const result = JSON.parse(first.out) as Record<string, unknown>;
    t.match(result, { recordId: /^[0-9a-f-]{36}$/, versionId: /^[0-9a-f-]{36}$/, equal: true });
    t.ok(Number(result['atHubMs']) < 3000 && Number(result['atSecondSiteMs']) < 3000, JSON.stringify(result));
    t.ok(nothingRuns(dir), 'all programs were stopped');

    const access = JSON.parse(readFileSync(join(dir, 'access.json'), 'utf8')) as DemoAccess;
    t.equal(statSync(join(dir, 'access.json')).mode & 0o777, 0o600);
    t.match(access, {
      hub: { url: `https://127.0.0.1:${basePort}`, localUrl: `http://localhost:${basePort + 5}` },
      sites: [{ url: `https://127.0.0.1:${basePort + 10}` }, { url: `https://127.0.0.1:${basePort + 20}` }],
    });
    t.same(Object.keys(access.hub.tokens).sort(), ['authority', 'ops']);
    t.same(Object.keys(access.sites[0]?.tokens ?? {}).sort(), [
      ...['admin', 'doctor', 'lab', 'midwife', 'nurse', 'pharmacist', 'reception'],
    ]);
    t.match(readFileSync(access.ca, 'utf8'), /BEGIN CERTIFICATE/);

    const certificate = readFileSync(join(dir, 'site-1', 'identity', 'cert.pem'), 'utf8');
    const second = await carnetDemo('--dir', dir, '--once', '--json', ...ports);
    t.equal(second.code, 0, second.error);
    t.equal(
      readFileSync(join(dir, 'site-1', 'identity', 'cert.pem'), 'utf8'),
      certificate,
      'it was not enrolled again',
    );
    t.same(JSON.parse(readFileSync(join(dir, 'access.json'), 'utf8')), access, 'tokens and addresses stayed');
  },
);

t.test('a port in use is one line and exit 1, and nothing is left running', async (t) => {
  const dir = temporaryFolder(t);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(basePort + 21, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { code, error } = await carnetDemo('--dir', dir, ...ports);
  t.equal(code, 1);
  t.equal(error.trim().split('\n').length, 1);
  t.match(error, new RegExp(`port ${basePort + 21}`));
  t.ok(nothingRuns(dir));
  t.notOk(existsSync(join(dir, 'hub', 'node.json')), 'nothing was begun');
});

t.test('--fresh deletes a demo and nothing else', async (t) => {
  const dir = temporaryFolder(t);
  mkdirSync(dir);
  writeFileSync(join(dir, 'thesis.txt'), 'three years of work');
  const refused = await carnetDemo('--dir', dir, '--fresh', ...ports);
  t.equal(refused.code, 3);
  t.match(refused.error, /not a demo folder/);
  t.equal(readFileSync(join(dir, 'thesis.txt'), 'utf8'), 'three years of work');
  const also = await carnetDemo('--dir', dir, '--once', ...ports);
  t.equal(also.code, 3, 'nor is a demo begun among other files');
});

t.test('wrong usage is said before anything is started', async (t) => {
  const dir = temporaryFolder(t);
  for (const wrong of [
    ['--sites', '0'],
    ['--sites', '11'],
    ['--base-port', '80'],
    ['--base-port', 'x'],
    ['--sites', '1', '--once'],
  ]) {
    const { code } = await carnetDemo('--dir', dir, ...wrong);
    t.equal(code, 2, wrong.join(' '));
  }
  const missing = await carnetDemo('--dir', dir, '--data', join(dir, 'nowhere'));
  t.equal(missing.code, 1);
  t.notOk(existsSync(dir));
});
