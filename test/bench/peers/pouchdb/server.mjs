import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createInterface } from 'node:readline';
import express from 'express';
import expressPouchdb from 'express-pouchdb';
import PouchDB from 'pouchdb-node';
import { Documents } from './documents.mjs';
import { DurableLevel, tlsOf } from './secured.mjs';

/**
 * The peer's hub: a PouchDB on LevelDB behind its own HTTP server. Arguments: folder, folder of certificates (`-` for none;
 * with it, it is secured), and for a hub with a past a file of resources and how many documents to have before. Prints
 * {port, preloadSeconds}; to each line that it is given it answers {documents, atSeconds, cpuSeconds, megabytes}; ends with
 * its standard input.
 */
const [folder, certificates, file, preload = '0'] = process.argv.slice(2);
const isSecured = certificates !== '-';
const Database = PouchDB.defaults({ prefix: `${folder}/`, ...(isSecured && { db: DurableLevel }) });
// The server's optional parts write a configuration and a log beside the program: only replication is wanted here.
const handler = expressPouchdb(Database, {
  mode: 'minimumForPouchDB',
  inMemoryConfig: true,
  logPath: `${folder}/log.txt`,
});
const began = performance.now();
const records = new Database('records');
if (Number(preload) > 0) await new Documents(file).fill(records, Number(preload));
const preloadSeconds = (performance.now() - began) / 1000;

const app = express().use('/', handler);
const server = isSecured
  ? createTlsServer({ ...tlsOf(certificates), requestCert: true, rejectUnauthorized: true }, app)
  : createServer(app);
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port, preloadSeconds })));
const lines = createInterface({ input: process.stdin });
lines.on('line', async () => {
  const { doc_count: documents } = await records.info();
  const { user, system } = process.cpuUsage();
  const megabytes = Math.round(process.memoryUsage.rss() / 1024 / 1024);
  const [atSeconds, cpuSeconds] = [performance.now() / 1000, (user + system) / 1e6];
  console.log(JSON.stringify({ documents, atSeconds, cpuSeconds, megabytes }));
});
lines.on('close', () => process.exit(0));
