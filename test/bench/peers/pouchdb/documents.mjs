import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const chunkDocuments = 1000;

/** Resources of a file (one JSON a line) as often as wanted, each time under an id of its own, which goes up with time. */
export class Documents {
  #resources;
  #made = 0;

  constructor(file) {
    this.#resources = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  /** Puts so many into a database. */
  async fill(database, count) {
    for (let put = 0; put < count; put += chunkDocuments) {
      const length = Math.min(chunkDocuments, count - put);
      await database.bulkDocs(Array.from({ length }, () => this.#next()));
    }
  }

  #next() {
    const resource = this.#resources[this.#made % this.#resources.length];
    this.#made += 1;
    const id = newId();
    return { _id: `${resource.resourceType}/${id}`, ...resource, id };
  }
}

function newId() {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
