import type { Logger } from 'pino';
import { Problem } from '../../protocol/problem.js';
import type { Elements } from '../../record/elements.js';
import { emptyBook, type GivenProfiles, makeBook, type ProfileBook } from '../../record/profiles/profile-book.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import type { ReadProfiles } from './read-given.js';

const format = 1;
const profilesMax = 2_000;
const fileCharactersMax = 128 * 1024 * 1024;

/** The profiles of a node: one file in its folder, and the book that is made of it. */
export class ProfileShelf {
  readonly #file: string;
  #given: GivenProfiles = { profiles: [], valueSets: {} };
  #book: ProfileBook = emptyBook;

  readonly #fault: Problem | undefined;

  /** Never throws: a file that cannot be used must not keep a hospital from its records. */
  constructor(file: string) {
    this.#file = file;
    try {
      const text = readTextIfThere(file);
      if (text === undefined) return;
      const read = JSON.parse(text) as GivenProfiles & { readonly format: number };
      if (read.format !== format) throw new Error(`format ${read.format}`);
      this.#given = { profiles: read.profiles, valueSets: read.valueSets };
      this.#book = makeBook(this.#given);
    } catch (cause) {
      this.#fault = new Problem('profile-unusable', `${file} cannot be read; nothing is checked by it`, [], { cause });
    }
  }

  /** As it stands now; empty where the file cannot be used. */
  get book(): ProfileBook {
    return this.#book;
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
  add({ profiles, valueSets }: ReadProfiles, enforced: boolean): void {
    this.open();
    const urls = new Set(profiles.map(urlOf));
    const kept = this.#given.profiles.filter(({ definition }) => !urls.has(urlOf(definition)));
    const added = profiles.map((definition) => ({ definition, enforced }));
    this.#keep({ profiles: [...kept, ...added], valueSets: { ...this.#given.valueSets, ...valueSets } });
  }

  /** @throws Problem `not-found`; `profile-unusable` where another stands on it */
  remove(urls: readonly string[]): void {
    for (const url of urls) if (this.open().find(url) === undefined) throw new Problem('not-found', url);
    const profiles = this.#given.profiles.filter(({ definition }) => !urls.includes(String(urlOf(definition))));
    this.#keep({ profiles, valueSets: profiles.length === 0 ? {} : this.#given.valueSets });
  }

  #keep(given: GivenProfiles): void {
    if (given.profiles.length > profilesMax) throw new Problem('too-large', `more than ${profilesMax} profiles`);
    const book = makeBook(given);
    const text = JSON.stringify({ format, ...given });
    if (text.length > fileCharactersMax) throw new Problem('too-large', 'the profiles of this node');
    writeFileAtomically(this.#file, text);
    this.#given = given;
    this.#book = book;
  }
}

/** Opens it for a program, which tells when it cannot be used. */
export function openShelf(file: string, logger: Pick<Logger, 'error'>): ProfileShelf {
  const shelf = new ProfileShelf(file);
  if (shelf.fault !== undefined)
    logger.error({ code: shelf.fault.code, file }, 'profiles cannot be used: carnet profile list');
  return shelf;
}

function urlOf(definition: Elements): unknown {
  return definition['url'];
}
