import { request } from 'node:http';
import t from 'tap';
import { startAlive } from '../../../central-hub/http/alive-listener.js';
import { createLogger } from '../../../config/running/logger.js';
import { OrderedStop } from '../../../config/running/ordered-stop.js';

const host = '127.0.0.1';
const logger = createLogger('test', 'silent');

function ask(port: number, method: string, path: string): Promise<{ status?: number; length: number }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, method, path, agent: false }, (answer) => {
      let length = 0;
      answer.on('data', (bytes) => {
        length += bytes.length;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, length }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

t.test('[L62] the hub answers 204 to who asks whether it is there, and nothing to anything else', async (t) => {
  const stop = new OrderedStop(1_000);
  const port = await startAlive(host, await freePort(), logger, stop);
  t.ok(port > 0);
  t.strictSame(await ask(port, 'GET', '/alive'), { status: 204, length: 0 });
  t.strictSame(await ask(port, 'HEAD', '/alive'), { status: 204, length: 0 });
  for (const [method, path] of [
    ['GET', '/'],
    ['POST', '/alive'],
    ['GET', '/alive?a'],
    ['GET', '/fhir/Patient'],
  ] as const) {
    t.strictSame(await ask(port, method, path), { status: 404, length: 0 }, `${method} ${path}`);
  }
  t.equal(await startAlive(host, port, logger, stop), 0, 'a port that is taken is told, and the hub goes on');
  t.equal(await startAlive(host, 0, logger, stop), 0, 'none is wanted');
  await stop.stop();
  await t.rejects(ask(port, 'GET', '/alive'));
});

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, host);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
