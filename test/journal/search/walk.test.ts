import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { Names } from '../../../journal/names.js';
import type { RecordStore, SearchClause, SearchSort } from '../../../journal/record-store.js';
import { CursorSeal } from '../../../journal/search/cursor-seal.js';
import { search } from '../../../journal/search/search.js';
import { Connection } from '../../../journal/sqlite/connection.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import type { NamedSql } from '../../../journal/sqlite/named-sql.js';
import { parseResourceType, parseSiteCode } from '../../../protocol/ids.js';
import { author, indexedHub, openSite, patient, testKey } from '../../support/journal-fixtures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const type = parseResourceType('Patient');
/** More than the longest stretch that is looked at. */
const count = 2_600;

interface Person {
  readonly id: string;
  readonly names: readonly string[];
  readonly birthDate?: string;
  readonly gender: 'female' | 'male';
  readonly active: boolean;
}

/** Words of four letters, all lower case, so that they sort as they are written. */
const word = (number: number) =>
  [17_576, 676, 26, 1].map((unit) => String.fromCharCode(97 + (Math.floor(number / unit) % 26))).join('');

function personOf(index: number): Person {
  const mixed = (index * 7_919) % count;
  const year = 1930 + (mixed % 80);
  return {
    id: `p${index}`,
    // Further words are found like the first one, but nobody is sorted by them.
    names:
      [[], [[31, 57, 91, 13, 77].map((step) => word(mixed * step)).join(' ')], [word(mixed * 31), word(mixed * 57)]][
        index % 3
      ] ?? [],
    gender: index % 3 === 0 ? 'male' : 'female',
    active: index % 5 < 2,
    // Many who were born on one day, and some of whom it is not known.
    ...(index % 13 === 0 ? {} : { birthDate: index % 5 === 0 ? '1970-01-01' : `${year}-0${1 + (mixed % 9)}-11` }),
  };
}

const people = Array.from({ length: count }, (_, index) => personOf(index));

async function fill(store: RecordStore): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    const entries = people.slice(from, from + 500).map(({ id, names, birthDate, gender, active }) => ({
      verb: 'create' as const,
      resource: patient(id, { name: names.map((family) => ({ family })), birthDate, gender, active }),
    }));
    await store.commitBundle({ author, entries });
  }
}

const female: SearchClause = { kind: 'token', parameter: 'gender', values: [{ prefix: 'eq', text: 'female' }] };
const active: SearchClause = { kind: 'token', parameter: 'active', values: [{ prefix: 'eq', text: 'true' }] };
const of = {
  family: { kind: 'string', values: ({ names }: Person) => names },
  birthdate: { kind: 'date', values: ({ birthDate }: Person) => (birthDate === undefined ? [] : [birthDate]) },
  gender: { kind: 'token', values: ({ gender }: Person) => [gender] },
} as const;

/** As the rules say it (F68), without an index. */
function sorted(wanted: readonly Person[], parameter: keyof typeof of, descending: boolean): string[] {
  const keyed = wanted.map((person, index) => {
    const values = [...of[parameter].values(person)].sort();
    return { id: person.id, index, value: descending ? values.at(-1) : values[0] };
  });
  const way = descending ? -1 : 1;
  keyed.sort((left, right) => {
    if (left.value === right.value) return way * (left.index - right.index);
    if (left.value === undefined || right.value === undefined) return left.value === undefined ? 1 : -1;
    return left.value < right.value ? -way : way;
  });
  return keyed.map(({ id }) => id);
}

async function walkAll(t: Test, store: RecordStore): Promise<void> {
  await fill(store);
  for (const parameter of ['family', 'birthdate', 'gender'] as const) {
    for (const descending of [false, true]) {
      for (const clauses of [[], [female], [active]]) {
        const sort: SearchSort[] = [{ parameter, kind: of[parameter].kind, descending }];
        const query = { type, clauses, sort, count: 200, total: false, includes: [] };
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.search({ ...query, ...(cursor !== undefined && { cursor }) });
          found.push(...page.versions.map(({ id }) => id));
          cursor = page.next;
        } while (cursor !== undefined);
        const wanted = people.filter(
          (person) => (clauses[0] !== female || person.gender === 'female') && (clauses[0] !== active || person.active),
        );
        const title = `${descending ? '-' : ''}${parameter} ${clauses[0]?.parameter}`;
        t.equal(found.join(), sorted(wanted, parameter, descending).join(), title);
      }
    }
  }
}

t.test('[F68][J22] a broad search in the order of an index has every match once, in its order, at a site', (t) =>
  walkAll(t, openSite(t, parseSiteCode('7KD')).records),
);
t.test('[F68][J22] a broad search in the order of an index has every match once, in its order, at the hub', (t) =>
  walkAll(t, indexedHub(t)),
);

/** Remembers what was run. */
class WatchedConnection extends Connection {
  readonly texts: string[] = [];

  override all<Row>(statement: NamedSql<Row>, ...values: Parameters<Connection['run']>[1][]): Row[] {
    this.texts.push(statement.text);
    return super.all(statement, ...values);
  }
}

t.test('[J22] a page of it is read from a stretch of the index, not from all that there is', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  const journal = openSite(t, parseSiteCode('7KD'), { file });
  await fill(journal.records);
  journal.close();
  const database = new Sqlite(file);
  t.teardown(() => database.close());
  for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
  const connection = new WatchedConnection(database);
  const cursorSeal = new CursorSeal(testKey);
  const context = { connection, names: new Names(connection), now: () => 0, cursorSeal, behind: false };
  const statements = (clauses: SearchClause[], sort: SearchSort) => {
    connection.texts.length = 0;
    search(context, { type, clauses, sort: [sort], count: 20, total: false, includes: [] });
    return connection.texts.join('\n');
  };
  const byDate = { parameter: 'birthdate', kind: 'date', descending: true } as const;
  const isStretch = /FROM search_date s WHERE s\.parameter = \? AND .*s\.start > \?/;
  for (const clauses of [[], [female]]) {
    const texts = statements(clauses, byDate);
    t.match(texts, isStretch);
    t.notMatch(texts, /FROM resource m/);
    t.notMatch(texts, /SELECT s\.resource AS id FROM search_token/);
  }
  const one = { kind: 'string', parameter: 'family', values: [{ prefix: 'eq', text: word(31) }] } as const;
  t.notMatch(statements([one], byDate), isStretch, 'what is narrow is sorted');
  const never = {
    kind: 'token',
    parameter: 'gender',
    values: [{ prefix: 'eq', text: 'other' }],
    modifier: 'not',
  } as const;
  t.match(statements([never], byDate), isStretch, 'a criterion that no search starts from is broad');
});
