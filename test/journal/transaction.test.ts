import t from 'tap';
import { sql } from '../../journal/sqlite/named-sql.js';
import { openMemory } from '../../journal/sqlite/open-memory.js';
import { savepoint, transaction } from '../../journal/sqlite/transaction.js';

const add = sql('INSERT INTO note (text) VALUES (?)');
const texts = sql<{ text: string }>('SELECT text FROM note ORDER BY text');

function openNotes() {
  const connection = openMemory();
  connection.execute('CREATE TABLE note (text TEXT NOT NULL) STRICT');
  return { connection, held: () => connection.all(texts).map(({ text }) => text) };
}

t.test('[J1] all that a transaction did is there, or nothing; a part that fails takes back its own', async (t) => {
  const { connection, held } = openNotes();
  const failing = (text: string) => () => {
    connection.run(add, text);
    throw new Error('failed');
  };
  t.throws(() => transaction(connection, failing('lost')), { message: 'failed' });
  t.strictSame(held(), []);
  transaction(connection, () => {
    connection.run(add, 'kept');
    t.throws(() => savepoint(connection, failing('its own')), { message: 'failed' });
  });
  t.strictSame(held(), ['kept']);
});

type WorkOf<T> = Parameters<typeof transaction<T>>[1];
type PartOf<T> = Parameters<typeof savepoint<T>>[1];
type Waits = () => Promise<void>;
/** These two lines do not compile when a callback that waits is taken. */
const isRefused: Waits extends WorkOf<Promise<void>> ? false : true = true;
const isPartRefused: Waits extends PartOf<Promise<void>> ? false : true = true;

t.test('[J1] a callback that waits does not compile: what it wrote afterwards would stand outside', async (t) => {
  t.ok(isRefused && isPartRefused);
  const { connection, held } = openNotes();
  const late = Promise.resolve();
  const write: Waits = async () => {
    await late;
    connection.run(add, 'outside');
    throw new Error('failed');
  };
  const failed = transaction(connection, write as unknown as WorkOf<Promise<void>>);
  await t.rejects(failed);
  t.strictSame(held(), ['outside'], 'this is what the types keep out');
});
