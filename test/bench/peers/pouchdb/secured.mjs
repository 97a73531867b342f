import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import leveldown from 'leveldown';
import PouchDB from 'pouchdb-node';

/**
 * What the peer lacks as it is shipped, for a comparison under the same promises: a write is on the disk before it is
 * confirmed (LevelDB's `sync`), and both ends prove who they are (mutual TLS). Its files stay unencrypted.
 */

/** LevelDB that waits for the disk with each write. */
export function DurableLevel(location) {
  const store = leveldown(location);
  for (const name of ['_put', '_del', '_batch']) {
    const write = store[name].bind(store);
    store[name] = (...given) => {
      const [options, callback] = given.splice(-2);
      return write(...given, { ...options, sync: true }, callback);
    };
  }
  return store;
}
DurableLevel.destroy = leveldown.destroy;

/** What an end shows and whom it trusts; the folder holds `authority.pem`, `certificate.pem` and `key.pem`. */
export function tlsOf(folder) {
  const read = (name) => readFileSync(`${folder}/${name}.pem`);
  return { ca: read('authority'), cert: read('certificate'), key: read('key') };
}

/** The hub's database, over mutual TLS and connections that are kept when there is a folder of certificates (`-` for none). */
export function openTarget(address, folder, options) {
  if (folder === '-') return new PouchDB(address, options);
  const agent = new Agent({ ...tlsOf(folder), keepAlive: true });
  return new PouchDB(address, { ...options, fetch: (url, given) => PouchDB.fetch(url, { ...given, agent }) });
}
