import type { GivenProfilesStore } from '../../journal/profiles/given-profiles-store.js';
import { Problem } from '../../protocol/problem.js';
import type { Elements } from '../../record/elements.js';
import { emptyBook, type GivenProfiles, makeBook, type ProfileBook } from '../../record/profiles/profile-book.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import type { ReadProfiles } from './read-given.js';

const format = 1;
const profilesMax = 2_000;
const fileCharactersMax = 128 * 1024 * 1024;
const noTerms = { valueSets: {}, valueSetVersions: {}, hierarchies: {} };

/** The profiles of a node: one file in its folder, a copy of it with the records, and the book that is made of it. */
export class ProfileShelf {
  readonly #file: string;
  readonly #copies: GivenProfilesStore;
  #given: Required<GivenProfiles> = { profiles: [], ...noTerms };
  #book: ProfileBook = emptyBook;

  readonly #text: string | undefined;
  readonly #fault: Problem | undefined;

  /** Never throws: a file that cannot be used must not keep a hospital from its records. */
  constructor(file: string, copies: GivenProfilesStore) {
    this.#file = file;
    this.#copies = copies;
    try {
      const text = readTextIfThere(file);
      if (text === undefined) return;
      const read = JSON.parse(text) as GivenProfiles & { readonly format: number };
      if (read.format !== format) throw new Error(`format ${read.format}`);
      const { profiles, valueSets, valueSetVersions = {}, hierarchies = {} } = read;
      this.#given = { profiles, valueSets, valueSetVersions, hierarchies };
      this.#book = makeBook(this.#given);
      this.#text = text;
    } catch (cause) {
      this.#fault = new Problem('profile-unusable', `${file} cannot be read; nothing is checked by it`, [], { cause });
    }
  }

  /** As it stands now; empty where the file cannot be used. */
  get book(): ProfileBook {
    return this.#book;
  }

  /** What the file held when it was opened; `undefined` where there is none that can be used. */
  get text(): string | undefined {
    return this.#text;
  }

  /** Why nothing is checked by what the file holds. */
  get fault(): Problem | undefined {
    return this.#fault;
  }

  /** The book. @throws Problem `profile-unusable` where the file cannot be used */
  open(): ProfileBook {
    if (this.#fault !== undefined) throw this.#fault;
    return this.#book;
  }

  /**
   * Adds all that was read, in place of what had the same URLs, or nothing.
   * @throws Problem `profile-unusable`, `too-large`, `disk-full`
   */
  async add({ profiles, valueSets, valueSetVersions, hierarchies }: ReadProfiles, enforced: boolean): Promise<void> {
    this.open();
    const urls = new Set(profiles.map(urlOf));
    const kept = this.#given.profiles.filter(({ definition }) => !urls.has(urlOf(definition)));
    const added = profiles.map((definition) => ({ definition, enforced }));
    await this.#keep({
      profiles: [...kept, ...added],
      valueSets: { ...this.#given.valueSets, ...valueSets },
      valueSetVersions: versionsAfter(this.#given.valueSetVersions, { valueSets, valueSetVersions }),
      hierarchies: { ...this.#given.hierarchies, ...hierarchies },
    });
  }

  /** @throws Problem `not-found`; `profile-unusable` where another stands on it */
  async remove(urls: readonly string[]): Promise<void> {
    for (const url of urls) if (this.open().find(url) === undefined) throw new Problem('not-found', url);
    const profiles = this.#given.profiles.filter(({ definition }) => !urls.includes(String(urlOf(definition))));
    await this.#keep(profiles.length === 0 ? { profiles, ...noTerms } : { ...this.#given, profiles });
  }

  async #keep(given: Required<GivenProfiles>): Promise<void> {
    if (given.profiles.length > profilesMax) throw new Problem('too-large', `more than ${profilesMax} profiles`);
    const book = makeBook(given);
    const text = JSON.stringify({ format, ...given });
    if (text.length > fileCharactersMax) throw new Problem('too-large', 'the profiles of this node');
    // The file counts: what a crash in between leaves here, the next opening puts right.
    await this.#copies.keep(text);
    writeFileAtomically(this.#file, text);
    this.#given = given;
    this.#book = book;
  }
}

/** What is given in place of another takes no version of that one. */
function versionsAfter(
  kept: Readonly<Record<string, string>>,
  { valueSets, valueSetVersions }: Pick<ReadProfiles, 'valueSets' | 'valueSetVersions'>,
): Readonly<Record<string, string>> {
  const others = Object.entries(kept).filter(([url]) => !Object.hasOwn(valueSets, url));
  return { ...Object.fromEntries(others), ...valueSetVersions };
}

function urlOf(definition: Elements): unknown {
  return definition['url'];
}
