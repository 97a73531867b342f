import type { ResourceType } from '../../protocol/ids.js';
import { Problem, type ProblemIssue } from '../../protocol/problem.js';
import { parseFragment, refuseFindings, warningsOf } from '../../record/parse.js';
import type { BookEntry, ProfileBook } from '../../record/profiles/profile-book.js';
import { Findings } from '../../record/validation/finding.js';

/** What is no fault that a write is refused for: what is wrong all the same, and what could not be looked at. */
export interface Remarks {
  readonly warnings: readonly ProblemIssue[];
  readonly notes: readonly ProblemIssue[];
}

/** The profiles that every validation is against: the definitions of FHIR R4 themselves. */
const ownProfile = 'http://hl7.org/fhir/StructureDefinition/';

/**
 * The profile that somebody names; `undefined` where it is a definition of FHIR R4 itself, or none is named.
 * @throws Problem `profile-unknown`
 */
export function profileNamed(book: ProfileBook, type: ResourceType, named: string | undefined): BookEntry | undefined {
  if (named === undefined) return undefined;
  const known = book.find(named);
  if (known !== undefined) return known;
  const [url, version = '4.0.1'] = named.split('|');
  const isOwn = [type, 'Resource', 'DomainResource'].some((name) => url === `${ownProfile}${name}`);
  if (!isOwn || !/^4\.0(?:\.[01])?$/.test(version)) throw new Problem('profile-unknown');
  return undefined;
}

/**
 * What the profiles say that a write is not refused by: the one that is named, and those that the resource claims without
 * being held to them.
 * @returns what could not be looked at, of all of them, and what is wrong beside them
 * @throws Problem `resource-invalid` with the elements; what is no resource of the type is found elsewhere
 */
export function checkFurtherProfiles(
  book: ProfileBook,
  type: ResourceType,
  text: string,
  named: BookEntry | undefined,
): Remarks {
  const value = parseFragment(text, type);
  const claimed = book.claimedBy(value);
  const held = claimed.filter(({ enforced }) => enforced);
  const further = [...(named === undefined ? [] : [named]), ...claimed].filter((entry) => !held.includes(entry));
  const findings = new Findings();
  book.check(value, further, findings);
  refuseFindings(findings);
  const ofHeld = new Findings();
  book.check(value, held, ofHeld);
  return { warnings: warningsOf(value), notes: [...findings.notes, ...ofHeld.notes] };
}
