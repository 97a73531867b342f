import type { Practitioner } from '@medplum/fhirtypes';
import { useEffect, useState } from 'preact/hooks';
import { readFhir } from '../fhir/client.js';

/** The names of authors such as `Practitioner/…`, by reference; those that are not known here are left out. */
export function useAuthorNames(authors: readonly string[]): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = [...new Set(authors)].filter((author) => author.startsWith('Practitioner/')).sort();
  useEffect(() => {
    let stopped = false;
    const load = async (author: string) => {
      try {
        const { resource } = await readFhir<Practitioner>('Practitioner', author.slice('Practitioner/'.length));
        const name = resource.name?.[0];
        const text = name?.text ?? [...(name?.given ?? []), name?.family ?? ''].join(' ').trim();
        if (!stopped && text !== '') setNames((known) => new Map(known).set(author, text));
      } catch {
        // The page says that the author is not named.
      }
    };
    for (const author of wanted) void load(author);
    return () => {
      stopped = true;
    };
  }, [wanted.join(' ')]);
  return names;
}
