import { fileURLToPath } from 'node:url';
import t from 'tap';
import { bytesAreDear, inOrderFor, loadDictionaries, sharedDictionary } from '../../../config/running/dictionaries.js';

const dictionaries = loadDictionaries(fileURLToPath(new URL('../../../protocol/dictionary', import.meta.url)));
const fibre = { metered: false, kind: 'fibre' };
const satellite = { metered: true, kind: 'geo' };

t.test('[S17] models go first where bytes are dear, deflate where they are not', async (t) => {
  t.strictSame([...inOrderFor(fibre, dictionaries).keys()], [1, 64]);
  t.strictSame([...inOrderFor(satellite, dictionaries).keys()], [64, 1]);
  const more = new Map([...dictionaries, [2, Buffer.of()], [65, Buffer.of()]]);
  t.strictSame([...inOrderFor(satellite, more).keys()], [65, 64, 2, 1], 'of each the newest first');
  t.equal(inOrderFor(fibre, dictionaries).get(64), dictionaries.get(64));
  t.ok(bytesAreDear({ metered: false, kind: 'starlink' }));
  t.ok(bytesAreDear({ metered: true, kind: 'fibre' }));
  t.notOk(bytesAreDear(fibre));
});

t.test('[S11][S17] both ends take the first that the site prefers and the other knows, or none', async (t) => {
  t.equal(sharedDictionary([64, 1], new Set([1, 64])), 64);
  t.equal(sharedDictionary([1, 64], new Set([1, 64])), 1);
  t.equal(sharedDictionary([65, 1], new Set([1, 64])), 1, 'an older other end');
  t.equal(sharedDictionary([9], dictionaries), 0);
  t.equal(sharedDictionary([], dictionaries), 0);
});
