import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import PouchDB from 'pouchdb-node';
import { openTarget } from './secured.mjs';

/**
 * The peer's site: loads documents (one JSON a line) into a PouchDB on LevelDB, then replicates them to the server and
 * prints {documents, loadSeconds, seconds}. Arguments: folder, folder of certificates (`-` for none), file, address, batch
 * size.
 */
const [folder, certificates, file, address, batchSize] = process.argv.slice(2);
const source = new PouchDB(`${folder}/source`);
const loadBegan = performance.now();
let chunk = [];
for await (const line of createInterface({ input: createReadStream(file) })) {
  const resource = JSON.parse(line);
  chunk.push({ _id: `${resource.resourceType}/${resource.id}`, ...resource });
  if (chunk.length >= 1000) {
    await source.bulkDocs(chunk);
    chunk = [];
  }
}
if (chunk.length > 0) await source.bulkDocs(chunk);
const loadSeconds = (performance.now() - loadBegan) / 1000;

const target = openTarget(address, certificates, {});
const began = performance.now();
const result = await source.replicate.to(target, { batch_size: Number(batchSize), batches_limit: 10 });
const seconds = (performance.now() - began) / 1000;
const { doc_count: documents } = await target.info();
console.log(JSON.stringify({ documents, written: result.docs_written, loadSeconds, seconds }));
await source.close();
