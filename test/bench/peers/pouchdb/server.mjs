import { createServer } from 'node:http';
import express from 'express';
import expressPouchdb from 'express-pouchdb';
import PouchDB from 'pouchdb-node';

/** The peer's hub: a PouchDB on LevelDB behind its own HTTP server. Prints its port; ends with its standard input. */
const [folder] = process.argv.slice(2);
const Database = PouchDB.defaults({ prefix: `${folder}/` });
// The server's optional parts write a configuration and a log beside the program: only replication is wanted here.
const handler = expressPouchdb(Database, {
  mode: 'minimumForPouchDB',
  inMemoryConfig: true,
  logPath: `${folder}/log.txt`,
});
const server = createServer(express().use('/', handler));
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.resume().on('end', () => process.exit(0));
