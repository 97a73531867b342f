import { createInterface } from 'node:readline';
import PouchDB from 'pouchdb-node';
import { Documents } from './documents.mjs';
import { openTarget } from './secured.mjs';

/**
 * The peer's sites, one database each, in one process: fills them, says {loadSeconds}, and at a word lets all of them
 * replicate to the hub at once until the time is over; then says {written, finished, cpuSeconds, problems}: documents that
 * the hub confirmed, sites that had nothing left, the time of the processor, and what went wrong how often. Arguments:
 * folder, folder of certificates (`-` for none), file, address, sites, documents of each site, batch, seconds.
 */
const [folder, certificates, file, address, ...sizes] = process.argv.slice(2);
const [sites, documentsEach, batch, seconds] = sizes.map(Number);
const documents = new Documents(file);
const loadBegan = performance.now();
const databases = [];
for (let site = 0; site < sites; site += 1) {
  const database = new PouchDB(`${folder}/site-${site}`);
  await documents.fill(database, documentsEach);
  databases.push(database);
}
console.log(JSON.stringify({ loadSeconds: (performance.now() - loadBegan) / 1000 }));
const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit(0));
await new Promise((resolve) => lines.once('line', resolve));

const cpuBefore = process.cpuUsage();
const problems = {};
const note = (what) => {
  const text = String(what?.message ?? what).slice(0, 120);
  problems[text] = (problems[text] ?? 0) + 1;
};
process.on('unhandledRejection', note);
let finished = 0;
const replications = databases.map((database) => {
  const target = openTarget(address, certificates, { skip_setup: true });
  const replication = database.replicate.to(target, { batch_size: batch, batches_limit: 10 });
  const state = { written: 0 };
  replication.on('change', (change) => {
    state.written = change.docs_written;
    for (const error of change.errors ?? []) note(error);
  });
  replication.on('denied', note);
  replication.then((result) => {
    state.written = result.docs_written;
    finished += 1;
  }, note);
  return state;
});
const ends = performance.now() + seconds * 1000;
while (performance.now() < ends && finished < sites && Object.keys(problems).length < sites) {
  await new Promise((resolve) => setTimeout(resolve, 50));
}
const written = replications.reduce((sum, state) => sum + state.written, 0);
const { user, system } = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ written, finished, cpuSeconds: (user + system) / 1e6, problems }));
