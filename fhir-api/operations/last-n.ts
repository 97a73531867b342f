import { parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { Answer } from '../answer.js';
import { bundleText } from '../bundle/text.js';
import type { Call } from '../call.js';
import { readCriteria } from '../conditions/criteria.js';
import { searchRemarks } from '../outcome.js';
import { entryOf, linksOf } from '../verbs/search.js';
import { countIn, type OperationInput, usedOf } from './input.js';

/** Whose observations: by either parameter, with a type, an identifier or a chain behind it. */
const ofSubject = /^(?:patient|subject)(?=[:.]|$)/;
/** Of what kind: a category, or a parameter that looks at a code. */
const ofCode = /^(?:category|(?:combo-|component-)?code(?:-value-[a-z]+)?)(?=[:.]|$)/;

/**
 * FHIR R4 OperationDefinition `Observation-lastn`: of each code the last observation, or the last `max`, among those that
 * meet the criteria.
 * @throws Problem `forbidden`, `parameter-malformed`, `parameter-unknown`
 */
export async function lastN(call: Call, input: OperationInput): Promise<Answer> {
  const type = parseResourceType('Observation');
  call.records.require(type, 'search');
  const { criteria } = input;
  const names = [...criteria.keys()];
  if (!names.some((name) => ofSubject.test(name)))
    throw new Problem('parameter-malformed', 'patient or subject is required');
  if (!names.some((name) => ofCode.test(name)))
    throw new Problem('parameter-malformed', 'category or code is required');
  const query = readCriteria(type, criteria, call.base, call.profiles);
  const page = await call.records.lastByCode(query, countIn(input, 'max') ?? 1);
  const remarks = searchRemarks(
    { ignored: [], includedInPart: false, isCut: !page.isWhole, incomplete: page.incomplete === true },
    call.language,
  );
  const body = bundleText(
    {
      type: 'searchset',
      ...(page.isWhole && { total: page.versions.length }),
      link: linksOf(call, { used: usedOf(input), totalOnly: false }, undefined),
    },
    [
      ...page.versions.map((version) => entryOf(call.base, version, 'match')),
      ...(remarks === undefined ? [] : [{ resource: remarks, rest: { search: { mode: 'outcome' } } }]),
    ],
  );
  return { status: 200, asked: true, body };
}
