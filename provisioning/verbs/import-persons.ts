import type { SearchClause, StoredVersion } from '../../journal/record-store.js';
import { parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { readInterval } from '../../record/date-time.js';
import { asObject, asText, type Elements, valuesAt } from '../../record/elements.js';
import { areAtOdds, type PersonMarks, personKey, personMarks } from '../../record/identity/same-person.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

/** A patient of a file. */
export interface AskedPerson extends PersonMarks {
  readonly id: string;
  /** Its id follows from an identifier. */
  readonly isPart: boolean;
}

/** Who stands here that is the same person, or may be. */
export interface PersonFound {
  /** The record here that has the same identifier, and what that means; absent where the file's own id stands here. */
  readonly same?: string;
  readonly verdict?: 'same-identifier' | 'at-odds' | 'several';
  /** Ids of records with the same name, birth date and sex, or with the same identifier as one that stands here itself. */
  readonly possible: readonly string[];
}

const patient = parseResourceType('Patient');
const personsMax = 200;
const identifiersMax = 50;
const foundMax = 50;

/**
 * `import-persons` {persons}: compares patients of a file with those that stand here, in their order. Whom it does not find is
 * made, so it looks only where all that is committed is seen.
 * @throws Problem `index-behind` at a hub whose index does not catch up (rule J25), `index-rebuilding`
 */
export async function findPersons(context: VerbContext, args: unknown): Promise<readonly PersonFound[]> {
  const persons = new VerbArguments(args).list('persons', personsMax).map(readPerson);
  const found: PersonFound[] = [];
  for (const person of persons) found.push(await findPerson(context, person));
  return found;
}

async function findPerson(context: VerbContext, person: AskedPerson): Promise<PersonFound> {
  const bearers = await bearersOf(context, person);
  const own = bearers.find(({ id }) => id === person.id);
  const others = bearers.filter(({ id }) => id !== person.id);
  const possible = await namesakesOf(context, person);
  const [first] = others;
  if (own !== undefined) {
    if (person.isPart && areAtOdds(own.marks, person)) return { same: own.id, verdict: 'at-odds', possible };
    return { possible: [...new Set([...others.map(({ id }) => id), ...possible])] };
  }
  if (first === undefined) return { possible };
  if (others.length > 1) return { same: first.id, verdict: 'several', possible };
  return { same: first.id, verdict: areAtOdds(first.marks, person) ? 'at-odds' : 'same-identifier', possible };
}

interface Bearer {
  readonly id: string;
  readonly marks: PersonMarks;
}

/** Records that have one of the identifiers, without those that were merged into another. */
async function bearersOf(context: VerbContext, { identifiers }: AskedPerson): Promise<readonly Bearer[]> {
  if (identifiers.length === 0) return [];
  const values = identifiers.map(({ system, value }) => ({ prefix: 'eq' as const, system, text: value }));
  return search(context, [{ kind: 'token', parameter: 'identifier', values }]);
}

async function namesakesOf(context: VerbContext, person: AskedPerson): Promise<readonly string[]> {
  const key = personKey(person);
  if (key === undefined) return [];
  const { birthDate = '', gender = '' } = person;
  const interval = readInterval(birthDate);
  if (interval === undefined) return [];
  const day = { prefix: 'eq' as const, text: birthDate, ...interval };
  const found = await search(context, [
    { kind: 'date', parameter: 'birthdate', values: [day] },
    { kind: 'token', parameter: 'gender', values: [{ prefix: 'eq', text: gender }] },
  ]);
  return found.filter(({ id, marks }) => id !== person.id && personKey(marks) === key).map(({ id }) => id);
}

async function search(context: VerbContext, clauses: readonly SearchClause[]): Promise<readonly Bearer[]> {
  const query = { type: patient, clauses, count: foundMax, exact: true, total: false, includes: [] } as const;
  const { versions } = await context.journal.records.search(query);
  return versions.map(bearerOf).filter((bearer) => bearer !== undefined);
}

function bearerOf({ id, body }: StoredVersion): Bearer | undefined {
  const value = JSON.parse(body) as Elements;
  const isMerged = valuesAt(value, 'link.type').includes('replaced-by');
  return isMerged ? undefined : { id, marks: personMarks(value) };
}

function readPerson(value: unknown): AskedPerson {
  const person = asObject(value);
  const [id, name] = [asText(person?.['id']), person?.['name']];
  const identifiers = valuesAt(person, 'identifiers').slice(0, identifiersMax).map(asObject);
  if (person === undefined || id === undefined || typeof name !== 'string') throw new Problem('usage-wrong', 'persons');
  return {
    ...{ id, name, isPart: person['isPart'] === true },
    identifiers: identifiers.flatMap((identifier) => {
      const [system, text] = [asText(identifier?.['system']), asText(identifier?.['value'])];
      return system === undefined || text === undefined ? [] : [{ system, value: text }];
    }),
    ...{ birthDate: asText(person['birthDate']), gender: asText(person['gender']) },
  };
}
