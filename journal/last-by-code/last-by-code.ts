import { asText, valuesAt } from '../../record/elements.js';
import { type Coded, lastByCode } from '../../record/last-by-code.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { readIn } from '../read-in.js';
import type { LastByCodePage, SearchQuery, StoredVersion } from '../record-store.js';
import type { SearchContext } from '../search/search-context.js';
import { selectPage } from '../search/select.js';
import { criteriaOf } from '../search/sources.js';
import { chooseStart } from '../search/start.js';
import { lastByCodeSql } from '../sql/last-by-code.js';
import { versionSql } from '../sql/versions.js';
import { sql } from '../sqlite/named-sql.js';
import { storedVersionOf } from '../stored-version.js';
import { turn } from '../turn.js';

/** A match and the start of its time; the least number there is where it has none. */
interface Hit {
  readonly id: number;
  readonly s0: number;
}

const code = 'code';
const date = 'date';

/**
 * The last observations of each code among those that meet a search. The matches are found with their times in one
 * statement, their codes in rounds between which others have their turn; only what is shown is read.
 * @param countMax of each code
 */
export async function readLastByCode(
  journal: JournalContext,
  query: SearchQuery,
  countMax: number,
): Promise<LastByCodePage> {
  const { lastMatchesMax, lastRoundMatchesMax, lastResourcesMax, lastBytesMax } = journalLimits;
  const hits = readIn(journal, (context) => newestFirst(context, query, lastMatchesMax + 1));
  const looked = hits.slice(0, lastMatchesMax);
  const coded: Coded<number>[] = [];
  for (let start = 0; start < looked.length; start += lastRoundMatchesMax) {
    if (start > 0) await turn(journal);
    const part = looked.slice(start, start + lastRoundMatchesMax);
    readIn(journal, (context) => coded.push(...codesOf(context, query, part)));
  }
  const keys = lastByCode(coded, countMax);
  const versions: StoredVersion[] = [];
  let bytes = 0;
  readIn(journal, ({ connection }) => {
    for (const key of keys.slice(0, lastResourcesMax)) {
      const row = connection.one(versionSql.readByResource, key);
      bytes += row?.body?.length ?? 0;
      if (bytes > lastBytesMax) break;
      if (row !== undefined && row.body !== null) versions.push(storedVersionOf(row));
    }
  });
  const isWhole = hits.length <= lastMatchesMax && keys.length <= lastResourcesMax && bytes <= lastBytesMax;
  return { versions, isWhole };
}

function newestFirst(context: SearchContext, query: SearchQuery, rowsMax: number): readonly Hit[] {
  const criteria = criteriaOf(context, query);
  if (criteria === undefined) return [];
  const parameter = context.names.findParameter(criteria.type, date) ?? 0;
  const { driver } = chooseStart(context, criteria, { inTimeOrder: false, anyOrder: false });
  const order = [{ by: 'date', parameters: [parameter], descending: true }] as const;
  const { text, values } = selectPage({ criteria, driver, order }, undefined, rowsMax);
  return context.connection.all(sql<Hit>(text), ...values);
}

function codesOf(context: SearchContext, query: SearchQuery, hits: readonly Hit[]): Coded<number>[] {
  const { connection, names } = context;
  const type = names.findType(query.type);
  const parameter = (type === undefined ? undefined : names.findParameter(type, code)) ?? 0;
  return hits.map(({ id, s0 }) => {
    const codes = connection
      .all(lastByCodeSql.codes, id, parameter)
      .map((token) => JSON.stringify([token.system, token.code]));
    return {
      key: id,
      ...(s0 > -Number.MAX_SAFE_INTEGER && { atMilliseconds: s0 }),
      codes: codes.length > 0 ? codes : textOf(connection.one(versionSql.readByResource, id)?.body),
    };
  });
}

/** A code that is text alone stands in no index; it is what it says, letter by letter. */
function textOf(body: Buffer | null | undefined): readonly string[] {
  if (body === null || body === undefined) return [];
  const [text] = valuesAt(JSON.parse(body.toString('utf8')), 'code.text');
  return [asText(text) ?? ''];
}
