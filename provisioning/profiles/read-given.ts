import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeSystem, ValueSet } from '@medplum/fhirtypes';
import { Problem } from '../../protocol/problem.js';
import { canonicalise } from '../../record/canonical.js';
import { hierarchiesOf } from '../../record/definitions/code-hierarchy.js';
import type { CodeHierarchy, ValueSetCodes } from '../../record/definitions/compact.js';
import { knownValueSets } from '../../record/definitions/value-sets.js';
import { asObject, asText, type Elements } from '../../record/elements.js';
import { trimProfile } from '../../record/profiles/trim-definition.js';
import { problemOfSystemError } from '../folder/atomic-file.js';
import { readTarGz } from './read-tar.js';

/** What files held: definitions as far as they are needed, the codes of value sets, and which codes are below others. */
export interface ReadProfiles {
  readonly profiles: readonly Elements[];
  readonly valueSets: Readonly<Record<string, ValueSetCodes>>;
  /** Of those that have one. */
  readonly valueSetVersions: Readonly<Record<string, string>>;
  readonly hierarchies: Readonly<Record<string, CodeHierarchy>>;
}

/** One file of JSON. */
const fileBytesMax = 64 * 1024 * 1024;

/**
 * Reads StructureDefinitions, ValueSets and CodeSystems from files of JSON, folders of them, Bundles and FHIR packages
 * (`.tgz`). Of StructureDefinitions those of types that FHIR R4 defines itself are left out, as are logical models.
 * @throws Problem `not-found`, `permission-denied`, `body-malformed`, `too-large`, `profile-unusable`
 */
export function readProfiles(paths: readonly string[]): ReadProfiles {
  const resources = paths.flatMap((path) => filesOf(path)).flatMap(({ path, bytes }) => resourcesIn(path, bytes));
  const ofType = (type: string) => resources.filter((resource) => resource['resourceType'] === type);
  const byUrl = (type: string) => new Map(ofType(type).map((resource) => [asText(resource['url']) ?? '', resource]));
  const profiles = ofType('StructureDefinition').filter(isProfile).map(trimProfile);
  if (profiles.length === 0) throw new Problem('profile-unusable', 'there is no profile in it');
  const terminology = {
    valueSets: byUrl('ValueSet') as ReadonlyMap<string, unknown> as ReadonlyMap<string, ValueSet>,
    codeSystems: byUrl('CodeSystem') as ReadonlyMap<string, unknown> as ReadonlyMap<string, CodeSystem>,
  };
  const known = Object.entries(knownValueSets(terminology));
  const codes = known.flatMap(([url, set]) => (set.codes === undefined ? [] : [[url, set.codes] as const]));
  const versions = known.flatMap(([url, { version }]) =>
    typeof version === 'string' ? [[url, version] as const] : [],
  );
  const hierarchies = hierarchiesOf([...terminology.codeSystems.values()]);
  return {
    ...{ profiles, hierarchies, valueSets: Object.fromEntries(codes) },
    valueSetVersions: Object.fromEntries(versions),
  };
}

/** A profile or an extension; what defines a type or a model checks no resource. */
function isProfile(definition: Elements): boolean {
  return definition['derivation'] === 'constraint' && definition['kind'] !== 'logical';
}

interface GivenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

function filesOf(path: string): readonly GivenFile[] {
  try {
    const found = statSync(path);
    if (found.isDirectory()) {
      const names = readdirSync(path).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
      return names.sort().map((name) => readOne(join(path, name)));
    }
    const file = readOne(path);
    if (!/\.(tgz|tar\.gz)$/.test(path)) return [file];
    return readTarGz(file.bytes).filter((each) => /^package\/[^/]+\.json$/.test(each.path) && !/\/\./.test(each.path));
  } catch (cause) {
    throw problemOfSystemError(cause, path);
  }
}

function readOne(path: string): GivenFile {
  if (statSync(path).size > fileBytesMax) throw new Problem('too-large', path);
  return { path, bytes: readFileSync(path) };
}

/** What a package holds beside resources (its manifest, its index) is no resource, and nothing is said of it. */
function resourcesIn(path: string, bytes: Uint8Array): readonly Elements[] {
  let resource: Elements | undefined;
  try {
    resource = asObject(
      JSON.parse(
        canonicalise(
          Buffer.from(bytes)
            .toString('utf8')
            .replace(/^\uFEFF/, ''),
        ),
      ),
    );
  } catch (cause) {
    throw new Problem('body-malformed', path, [], { cause });
  }
  if (resource?.['resourceType'] !== 'Bundle') return listOf(resource);
  const entries = resource['entry'];
  return Array.isArray(entries)
    ? entries.flatMap((entry): readonly Elements[] => listOf(asObject(asObject(entry)?.['resource'])))
    : [];
}

function listOf(resource: Elements | undefined): readonly Elements[] {
  return resource === undefined ? [] : [resource];
}
