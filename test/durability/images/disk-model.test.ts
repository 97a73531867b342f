import t from 'tap';
import { seededRandom } from '../../support/seeded-random.js';
import { DiskModel } from './disk-model.js';
import type { Operation } from './trace.js';

const file = 'a';
const create: Operation = { kind: 'create', file };
const syncFolder: Operation = { kind: 'sync-folder', file: '' };
const sync: Operation = { kind: 'sync', file };
const write = (offset: number, text: string): Operation => ({ kind: 'write', file, offset, bytes: Buffer.from(text) });

function diskAfter(...operations: readonly Operation[]): DiskModel {
  const disk = new DiskModel();
  for (const operation of operations) disk.apply(operation);
  return disk;
}

/** All contents that any image has, and `absent`. */
function contentsOf(disk: DiskModel, name = file): Set<string> {
  const random = seededRandom(7);
  const found = new Set<string>();
  for (const landing of ['nothing', 'everything', 'first', 'some', 'sectors', 'pages'] as const) {
    for (let time = 0; time < 60; time += 1) {
      found.add(disk.image([name], landing, random).get(name)?.toString().replaceAll('\0', '-') ?? 'absent');
    }
  }
  return found;
}

t.test('what an fsync of file and folder covers is certain', async (t) => {
  const disk = diskAfter(create, write(0, 'abc'), sync, syncFolder);
  t.strictSame(contentsOf(disk), new Set(['abc']));
  t.ok(disk.isCertain([file]));
});

t.test('a file whose folder was not synced may be missing, and one without an fsync may be empty', async (t) => {
  t.strictSame(contentsOf(diskAfter(create, write(0, 'abc'), sync)), new Set(['absent', 'abc']));
  const empty = contentsOf(diskAfter(create, syncFolder, write(0, 'abc')));
  t.ok(empty.has('') && empty.has('abc') && empty.has('---'));
});

t.test('writes since an fsync land in any choice, order and part', async (t) => {
  const disk = diskAfter(
    create,
    write(0, 'a'.repeat(1_024)),
    sync,
    syncFolder,
    write(0, 'b'.repeat(1_024)),
    write(2, 'c'),
  );
  const found = contentsOf(disk);
  const [a, b] = ['a', 'b'].map((letter) => letter.repeat(512));
  t.ok(found.has(`${a}${b}`) && found.has(`${b}${a}`), 'torn');
  t.ok(found.has(`aac${'a'.repeat(1_021)}`), 'the later one without the earlier one');
});

t.test('a size and a rename land or do not', async (t) => {
  const base = [create, write(0, 'abc'), sync, syncFolder];
  t.strictSame(contentsOf(diskAfter(...base, { kind: 'size', file, length: 1 })), new Set(['abc', 'a']));
  const renamed = diskAfter(...base, { kind: 'rename', file, to: 'b' });
  t.strictSame(contentsOf(renamed), new Set(['abc', 'absent']));
  t.strictSame(contentsOf(renamed, 'b'), new Set(['abc', 'absent']));
  t.strictSame(contentsOf(diskAfter(...base, { kind: 'unlink', file })), new Set(['abc', 'absent']));
});

t.test('what an fsync failed to bring to the disk stays in doubt, whatever is synced after it', async (t) => {
  const disk = diskAfter(create, syncFolder, write(0, 'ab'), { kind: 'sync-failed', file }, write(2, 'c'), sync);
  t.ok(contentsOf(disk).has('--c'));
  disk.apply(write(0, 'ab'));
  disk.apply(sync);
  t.strictSame(contentsOf(disk), new Set(['abc']), 'until it is written again');
});
