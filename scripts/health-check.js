// Asks a node on this machine whether it is alive; exit 0 when it says so. For containers and watchdogs.
// Usage: node scripts/health-check.js FOLDER [PATH] — FOLDER is the node's own, PATH is /healthz unless told.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';

const [folder = '/var/lib/carnet', path = '/healthz'] = process.argv.slice(2);
const timeout = 4000;

function ask() {
  const node = JSON.parse(readFileSync(join(folder, 'node.json'), 'utf8'));
  if (node.http !== undefined) return http.get({ host: node.http.host, port: node.http.port, path, timeout });
  const { host, port } = node.https;
  return https.get({
    host: ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host,
    port,
    path,
    timeout,
    ca: readFileSync(join(folder, 'identity', 'ca.pem')),
    // The node's own authority proves the node; the address that it listens on need not be a name of its certificate.
    checkServerIdentity: () => undefined,
  });
}

function end(message, exitCode) {
  console.log(message);
  process.exit(exitCode);
}

try {
  const request = ask();
  request.on('response', ({ statusCode }) => end(`${path} answers ${statusCode}`, statusCode === 200 ? 0 : 1));
  request.on('timeout', () => end(`${path} does not answer within ${timeout} ms`, 1));
  request.on('error', (error) => end(error.message, 1));
} catch (error) {
  end(error.message, 1);
}
