import type { SearchClause, SearchQuery } from '../../journal/record-store.js';
import { limits } from '../../protocol/limits.js';
import { readInterval } from '../../record/date-time.js';
import type { MatchMarks } from '../../record/identity/match-score.js';
import { apiLimits } from '../limits.js';
import { anyOf, patientsWith, type SoughtValue } from '../search/any-of.js';

/** So much of a word as two spellings of it usually share. */
const lettersMax = 3;

/**
 * The searches whose answers are compared: who has an identifier or a telephone in common, who was born on the day and has a
 * name that begins alike, and who has both names that begin alike. Each record of one person agrees in one of them unless
 * nearly all that was written is different.
 */
export function candidateQueries(marks: MatchMarks): readonly SearchQuery[] {
  const { birthDate, family, given, identifiers, telephones } = marks;
  const interval = birthDate === undefined ? undefined : readInterval(birthDate);
  const anyName = [...family, ...given];
  const wanted: (readonly SearchClause[])[] = [];
  if (identifiers.length > 0) {
    wanted.push([clause('token', 'identifier', identifiers, ({ system, value }) => ({ system, text: value }))]);
  }
  if (telephones.length > 0) wanted.push([clause('token', 'phone', telephones, (text) => ({ text }))]);
  if (interval !== undefined && anyName.length > 0) {
    wanted.push([anyOf('date', 'birthdate', [{ text: birthDate ?? '', ...interval }]), named(anyName)]);
  }
  if (family.length > 0 && given.length > 0) wanted.push([named(family), named(given)]);
  return wanted.map((clauses) => patientsWith(clauses, limits.pageResourcesMax));
}

function named(words: readonly string[]): SearchClause {
  return clause('string', 'name', words, (word) => ({ text: word.slice(0, lettersMax) }));
}

/** Of marks, as many as a criterion may name. */
function clause<Mark>(
  kind: SearchClause['kind'],
  parameter: string,
  marks: readonly Mark[],
  soughtOf: (mark: Mark) => SoughtValue,
): SearchClause {
  return anyOf(kind, parameter, marks.slice(0, apiLimits.valuesPerParameterMax).map(soughtOf));
}
