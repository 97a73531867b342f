import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import t from 'tap';
import { isLoopback } from '../../../config/running/loopback.js';
import { servePages } from '../../../config/running/pages.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.test('every address that is a page’s gets the application, every other one a refusal', async (t) => {
  const folder = join(temporaryFolder(t), 'pages');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Carnet</title>');
  writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'export {}');
  writeFileSync(join(folder, '..', 'outside.txt'), 'outside');
  const app = Fastify();
  t.teardown(() => app.close());
  await servePages(app, folder);
  const get = (url: string, accept = 'text/html') => app.inject({ url, headers: { accept } });

  for (const url of ['/', '/patients', '/patients/7KD-0A3F2-Q?tab=visits']) {
    const answer = await get(url);
    t.equal(answer.statusCode, 200, url);
    t.match(answer.body, /Carnet/);
  }
  const asset = await get('/assets/app-1a2b.js', '*/*');
  t.match(asset.headers, { 'cache-control': /immutable/ });
  t.match((await get('/')).headers, { 'cache-control': 'no-cache' });
  t.equal((await get('/assets/gone.js', '*/*')).statusCode, 404);
  t.equal((await get('/api/nothing')).statusCode, 404);
  t.equal((await get('/fhir')).statusCode, 404);
  t.equal((await app.inject({ url: '/patients', method: 'POST', headers: { accept: 'text/html' } })).statusCode, 404);
  t.notMatch((await get('/..%2foutside.txt')).body, /outside/);
});

t.test('before the pages are built the program serves all else', async (t) => {
  const app = Fastify();
  t.teardown(() => app.close());
  await servePages(app, join(temporaryFolder(t), 'none'));
  t.equal((await app.inject({ url: '/', headers: { accept: 'text/html' } })).statusCode, 404);
});

t.test('loopback is told by its address', async (t) => {
  for (const host of ['localhost', '127.0.0.1', '127.8.9.10', '::1']) t.ok(isLoopback(host), host);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example', 'example']) t.notOk(isLoopback(host), host);
});
