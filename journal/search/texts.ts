import { Problem } from '../../protocol/problem.js';
import type { FhirObject } from '../../record/resource.js';
import { hasTextBeside } from '../../record/search-texts.js';
import { journalLimits } from '../limits.js';
import type { SearchClause, SearchCriterion, SearchQuery } from '../record-store.js';
import { versionSql } from '../sql/versions.js';
import { sql } from '../sqlite/named-sql.js';
import { asksForText, isText } from './asks-for-text.js';
import type { SearchContext } from './search-context.js';
import { selectPage } from './select.js';
import { criteriaOf } from './sources.js';
import { chooseStart } from './start.js';

/** What one search may still read, through all its chains. */
interface Left {
  resources: number;
  bytes: number;
}

/**
 * A query with the resources in the place of what it asks for by the texts of codes (rule F142). These are in no index: they
 * are read from what the other criteria leave, which may be so many resources and no more.
 * @throws Problem `parameter-malformed` for more
 */
export function withTextsFound(context: SearchContext, query: SearchQuery): SearchQuery {
  if (!query.clauses.some(asksForText)) return query;
  const others = query.clauses.filter((criterion) => !isText(criterion));
  const left = { resources: journalLimits.searchTextResourcesMax, bytes: journalLimits.searchTextBytesMax };
  const narrowed = { ...query, clauses: others.map((criterion) => withoutTexts(context, query, criterion, left)) };
  const texts = query.clauses.filter(isText);
  return texts.length === 0
    ? narrowed
    : { ...narrowed, clauses: [...narrowed.clauses, found(context, narrowed, texts, left)] };
}

/** At the end of a chain nothing stands beside a text: all resources of the type that who asks may see are looked at. */
function withoutTexts(
  context: SearchContext,
  query: SearchQuery,
  criterion: SearchCriterion,
  left: Left,
): SearchCriterion {
  if (!asksForText(criterion)) return criterion;
  const ofType = (type: SearchQuery['type'], inner: SearchCriterion): SearchCriterion => {
    if (!isText(inner)) return withoutTexts(context, query, inner, left);
    const { hides, care } = query;
    const shown = { ...(hides && { hides }), ...(care && { care }) };
    return found(context, { type, clauses: [], count: 1, total: false, includes: [], ...shown }, [inner], left);
  };
  if (criterion.kind === 'has') return { ...criterion, criterion: ofType(criterion.type, criterion.criterion) };
  if (criterion.kind !== 'chain') return criterion;
  const through = criterion.through.map((target) => ({ ...target, criterion: ofType(target.type, target.criterion) }));
  return { ...criterion, through };
}

/** The resources that meet a query and all texts. */
function found(context: SearchContext, query: SearchQuery, texts: readonly SearchClause[], left: Left): SearchClause {
  const values = candidates(context, query, left).flatMap((key) => {
    const row = context.connection.one(versionSql.readByResource, key);
    if (row === undefined || row.body === null) return [];
    left.bytes -= row.body.length;
    if (left.bytes < 0) throw tooMuch();
    const value = JSON.parse(row.body.toString('utf8')) as FhirObject;
    const isMet = texts.every((text) =>
      hasTextBeside(
        value,
        text.parameter,
        text.values.map((each) => each.text),
      ),
    );
    return isMet ? [{ prefix: 'eq' as const, text: row.id }] : [];
  });
  return { kind: 'id', parameter: '_id', values };
}

function candidates(context: SearchContext, query: SearchQuery, left: Left): readonly number[] {
  const criteria = criteriaOf(context, query);
  if (criteria === undefined) return [];
  const { driver } = chooseStart(context, criteria, { inTimeOrder: false, anyOrder: true });
  const order = [{ by: driver === undefined ? 'id' : 'key', descending: false }] as const;
  const { text, values } = selectPage({ criteria, driver, order }, undefined, left.resources + 1);
  const hits = context.connection.all(sql<{ id: number }>(text), ...values);
  if (hits.length > left.resources) throw tooMuch();
  left.resources -= hits.length;
  return hits.map(({ id }) => id);
}

function tooMuch(): Problem {
  const { searchTextResourcesMax } = journalLimits;
  return new Problem(
    'parameter-malformed',
    `:text looks into ${searchTextResourcesMax} resources; add another criterion`,
  );
}
