import { Problem } from '../../protocol/problem.js';
import { asObject, asText } from '../../record/elements.js';
import { FileFault } from './file-fault.js';
import { addressesMax } from './limits.js';
import type { PersonSurvey } from './persons/person-survey.js';
import { type FoundResource, idOfContent } from './read/found-resource.js';
import type { ResourceFile } from './read/read-file.js';

/** What a look through a file found before anything is written. */
export interface SurveyedFile {
  readonly file: ResourceFile;
  readonly sha256: string;
  readonly resources: number;
  /** `fullUrl` of entries of a Bundle → the `Type/id` that they have here. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** Files are looked through without being changed; a way to stop in between. */
export interface SurveyTold {
  /** How many bytes of the file were read, and how many resources were found in them. */
  readonly onRead: (bytes: number, resources: number) => void;
  readonly shouldStop: () => boolean;
}

/**
 * Reads a file from end to end: whether it is whole, what it holds, and who its patients are.
 * @throws FileFault `body-malformed` where it is cut off; Problem `too-large`
 */
export async function surveyFile(
  file: ResourceFile,
  number: number,
  persons: PersonSurvey,
  { onRead, shouldStop }: SurveyTold,
): Promise<SurveyedFile> {
  const addresses = new Map<string, string>();
  let resources = 0;
  for await (const found of file.read((bytes) => onRead(bytes, resources))) {
    resources += 1;
    keepAddress(addresses, found);
    const person = personIn(found);
    if (person !== undefined) {
      await persons.add(person.id, person.value, { file: number, line: found.line }, found.isPart === true);
    }
    if (shouldStop()) break;
  }
  if (resources === 0) {
    const { path } = file.source;
    throw new FileFault('body-malformed', {
      en: `${path}: there is nothing in it to bring in`,
      fr: `${path} : il n’y a rien à importer dedans`,
    });
  }
  return { file, resources, addresses, sha256: await file.source.sha256() };
}

function keepAddress(addresses: Map<string, string>, { address }: FoundResource): void {
  if (address === undefined || address.fullUrl === address.reference) return;
  addresses.set(address.fullUrl, address.reference);
  if (addresses.size > addressesMax) {
    throw new Problem('too-large', `a Bundle of more than ${addressesMax} entries; NDJSON has no such end`);
  }
}

/** Most resources are no patients: only what names the type is parsed. What cannot be is refused when it is written. */
function personIn({ resource }: FoundResource) {
  if (resource instanceof Problem || !/"resourceType"\s*:\s*"Patient"/.test(resource)) return undefined;
  try {
    const value = asObject(JSON.parse(resource));
    if (value?.['resourceType'] !== 'Patient') return undefined;
    return { id: asText(value['id']) ?? idOfContent(resource), value };
  } catch {
    return undefined;
  }
}
