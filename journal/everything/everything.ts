import { Problem } from '../../protocol/problem.js';
import { careTimeOf } from '../../record/care-dates.js';
import { refersAsMember } from '../../record/patient-compartment.js';
import type { FhirObject } from '../../record/resource.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { readIn } from '../read-in.js';
import type { EverythingPage, EverythingQuery } from '../record-store.js';
import { Hiding } from '../search/hidden.js';
import type { SearchContext } from '../search/search-context.js';
import { everythingSql } from '../sql/everything.js';
import { versionSql } from '../sql/versions.js';
import { storedVersionOf } from '../stored-version.js';
import { turn } from '../turn.js';
import { type Member, type MemberPlaces, memberPlaces, membersAfter } from './members.js';
import { type FoundRow, Support } from './support.js';

/**
 * One page of all that is here of a patient. It goes on in the order of the resources' keys, which no write changes, in rounds
 * of bounded length between which others have their turn; a page that would look at too much ends early, and goes on by
 * its cursor.
 * @throws Problem `parameter-malformed` for a cursor of another question or person
 */
export async function everything(journal: JournalContext, query: EverythingQuery): Promise<EverythingPage> {
  const { everythingRoundsMax, everythingPageBytesMax } = journalLimits;
  const about = questionOf(query);
  const page = new EverythingRounds(query, afterOf(journal, about, query.cursor));
  for (let round = 0; round < everythingRoundsMax && !page.isComplete; round += 1) {
    if (round > 0) await turn(journal);
    readIn(journal, (context) => page.read(context));
    if (page.bytes > everythingPageBytesMax) break;
  }
  const { rows, support, after, isLast } = page;
  const shown = new Set(rows.map(({ type, id }) => `${type}/${id}`));
  return {
    versions: rows.map(storedVersionOf),
    included: support.found.filter(({ type, id }) => !shown.has(`${type}/${id}`)).map(storedVersionOf),
    includedInPart: support.isFull,
    ...(!isLast && { next: journal.cursorSeal.seal(about, [after]) }),
  };
}

/** What of a page was read so far. */
class EverythingRounds {
  readonly rows: FoundRow[] = [];
  readonly support: Support;
  /** The key of the last resource that was looked at. */
  after: number;
  isLast = false;
  bytes = 0;
  readonly #query: EverythingQuery;
  readonly #hiding: Hiding;
  #places: MemberPlaces | undefined;

  constructor(query: EverythingQuery, after: number) {
    this.#query = query;
    this.after = after;
    this.#hiding = new Hiding(query);
    this.support = new Support(query.types, this.#hiding);
  }

  get isComplete(): boolean {
    return this.isLast || this.rows.length >= this.#query.count;
  }

  read(context: SearchContext): void {
    this.#places ??= memberPlaces(context, this.#query);
    const { members, end } = membersAfter(context, this.#places, this.after, journalLimits.everythingWindowKeysMax);
    const start = this.rows.length;
    const roundMax = Math.min(this.#query.count, start + journalLimits.everythingRoundResourcesMax);
    let looked = 0;
    for (const member of members) {
      if (this.rows.length >= roundMax || this.bytes > journalLimits.everythingPageBytesMax) break;
      const row = readMember(context, this.#query, this.#hiding, member);
      if (row !== undefined) this.rows.push(row);
      this.bytes += row?.body.length ?? 0;
      this.after = member.resource;
      looked += 1;
    }
    if (looked === members.length) {
      this.after = end ?? this.after;
      this.isLast = end === undefined;
    }
    this.support.follow(context, this.rows.slice(start));
  }
}

/** A member as the answer shows it; `undefined` where it does not belong into it. */
function readMember(
  context: SearchContext,
  query: EverythingQuery,
  hiding: Hiding,
  member: Member,
): FoundRow | undefined {
  const { connection } = context;
  const { since, careDuring } = query;
  if (since !== undefined && connection.one(everythingSql.came, member.resource, since, since) === undefined) return;
  const row = connection.one(versionSql.readByResource, member.resource);
  if (row === undefined || row.body === null || hiding.hides(context, row)) return undefined;
  if (careDuring === undefined && member.isFiled) return { ...row, body: row.body };
  const value = JSON.parse(row.body.toString('utf8')) as FhirObject;
  // A row of the index may be of an older version (rule J5); what the resource says itself counts.
  if (!member.isFiled && !refersAsMember(value, query.patient)) return undefined;
  const time = careDuring === undefined ? undefined : careTimeOf(value);
  if (time !== undefined && careDuring !== undefined && (time.start >= careDuring.end || time.end <= careDuring.start))
    return undefined;
  return { ...row, body: row.body };
}

function afterOf({ cursorSeal }: JournalContext, about: string, cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [after] = cursorSeal.open(about, cursor);
  if (typeof after !== 'number') throw new Problem('parameter-malformed', 'page cursor');
  return after;
}

/** What a cursor belongs to: the patient, what is asked of them, and who asks. Not the size of a page. */
function questionOf({ patient, types, since, careDuring, reader }: EverythingQuery): string {
  return JSON.stringify(['everything', patient, [...types].sort(), since ?? null, careDuring ?? null, reader ?? null]);
}
