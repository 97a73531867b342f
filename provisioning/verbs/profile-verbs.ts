import { asObject } from '../../record/elements.js';
import type { BookEntry } from '../../record/profiles/profile-book.js';
import type { ReadProfiles } from '../profiles/read-given.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

/** One call brings at most as many as a node may have. */
const profilesMax = 2_000;

/** A profile as people see it. */
export interface ShownProfile {
  readonly url: string;
  readonly version: string | null;
  readonly name: string;
  readonly type: string;
  /** Whether a resource that claims it and does not conform is refused. */
  readonly enforced: boolean;
  /** What it asks for that is not checked, by element and reason. */
  readonly unchecked: readonly string[];
}

/** `profile-add` {profiles, valueSets, valueSetVersions, hierarchies, enforced}: all of them or none. @throws Problem `profile-unusable`, `too-large` */
export async function addProfiles({ profiles: shelf }: VerbContext, args: unknown): Promise<readonly ShownProfile[]> {
  const given = new VerbArguments(args);
  const profiles = given.list('profiles', profilesMax).map((each) => asObject(each) ?? {});
  const { valueSets, valueSetVersions, hierarchies } = args as { readonly [Given in keyof ReadProfiles]?: unknown };
  await shelf.add(
    {
      profiles,
      valueSets: (asObject(valueSets) ?? {}) as ReadProfiles['valueSets'],
      valueSetVersions: (asObject(valueSetVersions) ?? {}) as ReadProfiles['valueSetVersions'],
      hierarchies: (asObject(hierarchies) ?? {}) as ReadProfiles['hierarchies'],
    },
    given.flag('enforced'),
  );
  const urls = new Set(profiles.map((each) => each['url']));
  return shelf.book.entries.filter(({ profile }) => urls.has(profile.url)).map(shown);
}

/** `profile-list` {} */
export async function listProfiles({ profiles: shelf }: VerbContext): Promise<readonly ShownProfile[]> {
  return shelf.open().entries.map(shown);
}

/** `profile-remove` {urls}. @throws Problem `not-found`, `profile-unusable` where another stands on it */
export async function removeProfiles(
  { profiles: shelf }: VerbContext,
  args: unknown,
): Promise<{ readonly removed: readonly string[] }> {
  const urls = new VerbArguments(args).list('urls', profilesMax).map(String);
  await shelf.remove(urls);
  return { removed: urls };
}

function shown({ profile, enforced, unchecked }: BookEntry): ShownProfile {
  const { url, version, name, type } = profile;
  return { url, version: version ?? null, name, type, enforced, unchecked };
}
