import { setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { Problem } from '../../protocol/problem.js';
import { copyContents } from '../attachments/copy-contents.js';
import { proveContents } from '../attachments/prove-contents.js';
import type { AsideOrder, CopyAnswer } from './copy-aside.js';
import { copyJournal } from './copy-journal.js';
import { readCopy } from './read-copy.js';

/** The order comes over standard input, for it holds the key: arguments and the environment can be seen by others. */
const order = JSON.parse(await text(process.stdin)) as AsideOrder;
process.umask(0o077);
try {
  // Whoever waits for a receipt goes first.
  setPriority(10);
} catch {
  // Not permitted here: the copy then takes its share like anybody else.
}
process.stdout.write(`${JSON.stringify(answer(order))}\n`);

function answer(order: AsideOrder): CopyAnswer {
  try {
    if ('proved' in order) return { contents: proveContents(order.proved) };
    if ('contents' in order) {
      return { copied: copyContents(order.source, order.contents, Date.now(), order.destroyed) };
    }
    const { source, target, depth } = order;
    return { facts: target === undefined ? readCopy(source, depth) : copyJournal(source, target) };
  } catch (error) {
    if (error instanceof Problem) return { code: error.code };
    return { systemCode: error instanceof Error && 'code' in error ? String(error.code) : '' };
  }
}
