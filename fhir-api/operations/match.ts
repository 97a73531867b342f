import type { StoredVersion } from '../../journal/record-store.js';
import { parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { Elements } from '../../record/elements.js';
import { type Match, type MatchMarks, matchMarks, matchOf } from '../../record/identity/match-score.js';
import { parseFragment } from '../../record/parse.js';
import { type Answer, resourceText } from '../answer.js';
import { bundleText, type EntryText } from '../bundle/text.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';
import { searchRemarks } from '../outcome.js';
import { linksOf } from '../verbs/search.js';
import { booleanIn, countIn, type OperationInput } from './input.js';
import { standingFor } from './linked-records.js';
import { candidateQueries } from './match-candidates.js';

const gradeExtension = 'http://hl7.org/fhir/StructureDefinition/match-grade';
const patientType = parseResourceType('Patient');

/** A record that may be the person. */
interface Candidate extends Match {
  readonly version: StoredVersion;
}

/**
 * FHIR R4 OperationDefinition `Patient-match`: records that may be the person, the likeliest first, each with its score and
 * grade (how: {@link matchOf}). With `onlyCertainMatches` the certain one, where there is one and no other.
 * @throws Problem `forbidden`, `resource-structure`, `parameter-malformed` where there is too little to look for
 */
export async function match(call: Call, input: OperationInput): Promise<Answer> {
  call.records.require(patientType, 'search');
  const marks = matchMarks(parseFragment(input.resource ?? '', patientType));
  const onlyCertain = booleanIn(input, 'onlyCertainMatches') === true;
  const countMax = Math.min(countIn(input, 'count') ?? apiLimits.matchesDefault, apiLimits.matchesMax);
  const queries = candidateQueries(marks);
  if (queries.length === 0) {
    throw new Problem(
      'parameter-malformed',
      'resource needs an identifier, a telephone, or a name with another one or a birth date',
    );
  }
  const found = await call.records.searchAny(queries);
  const ranked = rank(marks, found.versions, await standingFor(call, found.versions));
  const certain = ranked.filter(({ grade }) => grade === 'certain');
  const shown = onlyCertain ? (certain.length === 1 ? certain : []) : ranked.slice(0, countMax);
  const remarks = searchRemarks(
    { ignored: [], includedInPart: false, isCut: !found.isWhole, incomplete: found.incomplete },
    call.language,
  );
  const head = {
    type: 'searchset',
    total: shown.length,
    link: linksOf(call, { used: new URLSearchParams(), totalOnly: false }, undefined),
  } as const;
  const outcome = remarks === undefined ? [] : [{ resource: remarks, rest: { search: { mode: 'outcome' } } }];
  return {
    status: 200,
    asked: true,
    body: bundleText(head, [...shown.map((each) => entryOf(call.base, each)), ...outcome]),
  };
}

/**
 * The likeliest first; equally likely ones by their id, so that the same question has the same answer. Who was merged into
 * another record is found there, by what either says.
 */
function rank(
  marks: MatchMarks,
  versions: readonly StoredVersion[],
  standing: (version: StoredVersion) => readonly StoredVersion[],
): readonly Candidate[] {
  const best = new Map<string, Candidate>();
  for (const found of versions) {
    const match = matchOf(marks, matchMarks(JSON.parse(found.body) as Elements));
    if (match === undefined) continue;
    for (const version of standing(found)) {
      const known = best.get(version.id);
      if (known === undefined || known.score < match.score) best.set(version.id, { ...match, version });
    }
  }
  return [...best.values()].sort(
    (left, right) => right.score - left.score || (left.version.id < right.version.id ? -1 : 1),
  );
}

function entryOf(base: string, { version, score, grade }: Candidate): EntryText {
  return {
    fullUrl: `${base}/${version.type}/${version.id}`,
    resource: resourceText(version),
    rest: { search: { extension: [{ url: gradeExtension, valueCode: grade }], mode: 'match', score } },
  };
}
