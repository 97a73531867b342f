import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import type { AttachmentStore } from '../../../journal/attachment-store.js';
import { chunkBytes, chunkCount } from '../../../protocol/attachments/chunks.js';
import { hubCode, parseSiteCode } from '../../../protocol/ids.js';
import { Problem } from '../../../protocol/problem.js';
import { seededRandom } from '../../support/seeded-random.js';

const garoua = parseSiteCode('7KD');
/** The limits that the store under test was opened with. */
export const contractLimits = { contentBytesMax: 8 * chunkBytes, storeBytesMax: 1024 * 1024 };

export function contentOf(seed: number, bytes: number): { readonly content: Buffer; readonly hash: string } {
  const random = seededRandom(seed);
  const content = Buffer.from(Uint8Array.from({ length: bytes }, () => random.below(256)));
  return { content, hash: createHash('sha256').update(content).digest('hex') };
}

/** The code that a promise is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => '',
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );
}

async function takeIn(store: AttachmentStore, content: Buffer, piece = 5000) {
  const upload = store.begin();
  for (let at = 0; at < content.length; at += piece) await upload.write(content.subarray(at, at + piece));
  return upload.finish();
}

async function readAll(store: AttachmentStore, hash: string, bytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (let index = 0; index < chunkCount(bytes); index += 1) {
    chunks.push((await store.chunk(hash, index)) ?? Buffer.alloc(0));
  }
  return Buffer.concat(chunks);
}

/** What every store of attachments does. `open` gives a new, empty one with {@link contractLimits}. */
export function attachmentStoreContract(t: Test, open: (t: Test) => AttachmentStore): void {
  t.test('[A1] what is taken in is named by its SHA-256, kept once, and read back as it was', async (t) => {
    const store = open(t);
    for (const bytes of [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 5 * chunkBytes + 77]) {
      const { content, hash } = contentOf(bytes, bytes);
      t.same(await takeIn(store, content), { hash, bytes });
      const { bytes: before } = await store.usage();
      await takeIn(store, content, 333);
      t.equal((await store.usage()).bytes, before, 'the same content takes no more room');
      t.ok((await readAll(store, hash, bytes)).equals(content), `${bytes} bytes`);
      t.match(await store.state(hash), { complete: true, bytes, bytesHere: bytes, atHub: false });
    }
  });

  t.test('[A2] a content that a record names is wanted until it is here, and goes on where it stopped', async (t) => {
    const store = open(t);
    const { content, hash } = contentOf(1, 3 * chunkBytes + 5);
    await store.expect({ hash, bytes: content.length }, garoua);
    await store.expect({ hash, bytes: content.length }, garoua);
    const chunk = (index: number) => content.subarray(index * chunkBytes, (index + 1) * chunkBytes);
    t.equal(await store.addChunk(hash, 1, chunk(1)), 'ignored', 'not the next one');
    t.equal(await store.addChunk(hash, 0, chunk(0).subarray(1)), 'ignored', 'not of its length');
    t.equal(await store.addChunk(hash, 0, chunk(0)), 'kept');
    t.equal(await store.addChunk(hash, 0, chunk(0)), 'ignored', 'the same again');
    t.equal(await store.chunk(hash, 0), undefined, 'nothing is given out before the whole is proven');
    t.same(await store.wanted({ source: garoua, count: 9 }), [
      { hash, bytes: content.length, nextIndex: 1, asked: false },
    ]);
    t.same(await store.wanted({ source: hubCode, count: 9 }), []);
    await store.ask(hash);
    t.match(await store.wanted({ count: 9 }), [{ asked: true }]);
    t.match(await store.state(hash), { complete: false, bytesHere: chunkBytes });
    for (const index of [1, 2]) t.equal(await store.addChunk(hash, index, chunk(index)), 'kept');
    t.equal(await store.addChunk(hash, 3, chunk(3)), 'complete');
    t.same(await store.wanted({ count: 9 }), []);
    t.ok((await readAll(store, hash, content.length)).equals(content));
  });

  t.test('[A3] a content that is not what its name says is dropped whole, told, and fetched anew', async (t) => {
    const store = open(t);
    const { content, hash } = contentOf(2, 2 * chunkBytes);
    await store.expect({ hash, bytes: content.length }, garoua);
    await store.addChunk(hash, 0, content.subarray(0, chunkBytes));
    const forged = Buffer.from(content.subarray(chunkBytes));
    forged[0] = (forged[0] ?? 0) ^ 1;
    t.equal(await rejection(store.addChunk(hash, 1, forged)), 'batch-hash-mismatch');
    t.match(await store.wanted({ count: 9 }), [{ nextIndex: 0 }]);
    await store.addChunk(hash, 0, content.subarray(0, chunkBytes));
    t.equal(await store.addChunk(hash, 1, content.subarray(chunkBytes)), 'complete');
  });

  t.test('[A3] what the hub has not confirmed is told again; what came from it needs no word', async (t) => {
    const store = open(t);
    const own = contentOf(3, 100);
    const foreign = contentOf(4, 100);
    await takeIn(store, own.content);
    t.same(await store.unconfirmed(9), [], 'no record names it yet');
    await store.expect({ hash: own.hash, bytes: 100 }, hubCode);
    await store.expect({ hash: foreign.hash, bytes: 100 }, hubCode);
    await store.addChunk(foreign.hash, 0, foreign.content);
    t.same(await store.unconfirmed(9), [own.hash]);
    await store.noteAtHub(own.hash);
    t.same(await store.unconfirmed(9), []);
    t.match(await store.state(foreign.hash), { atHub: true });
  });

  t.test('[A5] too large, or beyond the quota: refused, and nothing of it stays', async (t) => {
    const store = open(t);
    const large = store.begin();
    t.equal(await rejection(large.write(Buffer.alloc(contractLimits.contentBytesMax + 1))), 'too-large');
    await large.abort();
    const { bytes: before } = await store.usage();
    let refused = 0;
    for (let seed = 100; seed < 120; seed += 1) {
      const upload = store.begin();
      try {
        await upload.write(contentOf(seed, 7 * chunkBytes).content);
        await upload.finish();
      } catch {
        await upload.abort();
        refused += 1;
      }
    }
    t.ok(refused > 5, `${refused} were refused`);
    const { bytes, bytesMax } = await store.usage();
    t.ok(bytes > before && bytes <= bytesMax + 64 * 1024, `${bytes} of ${bytesMax}`);
    t.ok((await store.sweep(Number.MAX_SAFE_INTEGER)) > 0, 'what no record names is swept');
    t.ok((await store.usage()).bytes <= before, 'and its room is free again');
  });

  t.test('[W11] a content that is destroyed is there no more, and no other suffers', async (t) => {
    const store = open(t);
    const [gone, kept] = [contentOf(1, 3 * chunkBytes), contentOf(2, 3 * chunkBytes)];
    for (const { content } of [gone, kept]) await takeIn(store, content);
    await store.destroy(gone.hash);
    t.equal(await store.state(gone.hash), undefined);
    t.equal(await store.chunk(gone.hash, 0), undefined);
    t.equal(await store.addChunk(gone.hash, 0, gone.content.subarray(0, chunkBytes)), 'ignored');
    t.ok((await readAll(store, kept.hash, 3 * chunkBytes)).equals(kept.content));
    await store.destroy(gone.hash);
  });
}
