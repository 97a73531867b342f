import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { hubCode } from '../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../provisioning/certificates/authority.js';
import { stockKeyPairs } from '../support/stock-key-pairs.js';

const script = join(import.meta.dirname, '../../scripts/health-check.js');

/** Runs the script on a folder; its exit code. */
function check(folder: string): Promise<number | null> {
  return new Promise((resolve) => {
    spawn(process.execPath, [script, folder], { stdio: 'ignore' }).on('exit', resolve);
  });
}

async function portOf(t: Test, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

function writeFolder(t: Test, node: object, authority = ''): string {
  const folder = t.testdir();
  mkdirSync(join(folder, 'identity'));
  writeFileSync(join(folder, 'identity', 'ca.pem'), authority);
  writeFileSync(join(folder, 'node.json'), JSON.stringify(node));
  return folder;
}

t.test('a node with a loopback listener is asked there', async (t) => {
  let status = 200;
  const port = await portOf(
    t,
    http.createServer((request, response) => response.writeHead(request.url === '/healthz' ? status : 404).end()),
  );
  const folder = writeFolder(t, { http: { host: '127.0.0.1', port } });
  t.equal(await check(folder), 0);
  status = 503;
  t.equal(await check(folder), 1);
});

t.test('a node with HTTPS only is asked under its own authority, and no other server passes for it', async (t) => {
  const authority = await createAuthority('Test', Date.now(), stockKeyPairs);
  const pair = await stockKeyPairs(2048);
  const leaf = { code: hubCode, publicKeyPem: pair.publicKeyPem, extraHosts: [], nowMilliseconds: Date.now() };
  const cert = issueCertificate(authority, leaf);
  const server = https.createServer({ key: pair.privateKeyPem, cert }, (_, response) => response.end());
  const port = await portOf(t, server);
  const node = { https: { host: '0.0.0.0', port } };
  t.equal(await check(writeFolder(t, node, authority.certificatePem)), 0);
  const other = await createAuthority('Other', Date.now(), stockKeyPairs);
  await t.test('another authority', async (t) => {
    t.equal(await check(writeFolder(t, node, other.certificatePem)), 1);
  });
});

t.test('a folder without a node, or a node that is down, is not well', async (t) => {
  t.equal(await check(join(t.testdir(), 'nothing')), 1);
  await t.test('down', async (t) => {
    t.equal(await check(writeFolder(t, { http: { host: '127.0.0.1', port: 1 } })), 1);
  });
});
