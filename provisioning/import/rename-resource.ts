import { Problem } from '../../protocol/problem.js';
import { rewriteReferences } from '../../record/bundle.js';
import { canonicalMembers, setMember } from '../../record/canonical.js';
import { writeMembers } from '../../record/json-scanner.js';
import type { PersonSurvey } from './persons/person-survey.js';
import type { FoundResource } from './read/found-resource.js';
import type { SurveyedFile } from './survey-files.js';

/** A resource on its way: its text, and whether what stands here beside it stays. */
export interface RenamedResource {
  readonly text: string;
  readonly isPart: boolean;
}

/**
 * A resource with its references as they are here: addresses within its Bundle, and patients who go by the id of the
 * record that they were joined to.
 */
export function renameResource(
  { resource, isPart = false }: FoundResource & { readonly resource: string },
  { addresses }: Pick<SurveyedFile, 'addresses'>,
  persons: PersonSurvey,
): RenamedResource | Problem {
  if (addresses.size === 0 && !persons.hasAliases) return { text: resource, isPart };
  try {
    const text = rewriteReferences(resource, (reference) => {
      const renamed = renamePerson(addresses.get(reference) ?? reference, persons);
      return renamed === reference ? undefined : renamed;
    });
    return renamePatient(text, isPart, persons);
  } catch (cause) {
    return cause instanceof Problem ? cause : new Problem('body-malformed', '', [], { cause });
  }
}

function renamePerson(reference: string, persons: PersonSurvey): string {
  const id = /^Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(reference)?.[1];
  return id === undefined ? reference : `Patient/${persons.idOf(id)}`;
}

/** @param text canonical, so its members are in order */
function renamePatient(text: string, isPart: boolean, persons: PersonSurvey): RenamedResource {
  if (!persons.hasAliases || !text.includes('"resourceType":"Patient"')) return { text, isPart };
  const { resourceType, id } = JSON.parse(text) as { resourceType?: unknown; id?: unknown };
  if (resourceType !== 'Patient' || typeof id !== 'string') return { text, isPart };
  const kept = persons.idOf(id);
  return kept === id
    ? { text, isPart }
    : { text: writeMembers(setMember(canonicalMembers(text), 'id', JSON.stringify(kept))), isPart: true };
}
