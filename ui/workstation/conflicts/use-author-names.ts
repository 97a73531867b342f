import type { Practitioner } from '@medplum/fhirtypes';
import { useEffect, useState } from 'preact/hooks';
import { readFhir } from '../fhir/client.js';

/**
 * The names of authors such as `Practitioner/…`, by reference: absent while it is being read, empty when nobody is known
 * here by it.
 */
export function useAuthorNames(authors: readonly string[]): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = [...new Set(authors)].sort();
  useEffect(() => {
    let stopped = false;
    const load = async (author: string) => {
      const name = await readName(author).catch(() => '');
      if (!stopped) setNames((known) => new Map(known).set(author, name));
    };
    for (const author of wanted) void load(author);
    return () => {
      stopped = true;
    };
  }, [wanted.join(' ')]);
  return names;
}

async function readName(author: string): Promise<string> {
  if (!author.startsWith('Practitioner/')) return '';
  const { resource } = await readFhir<Practitioner>('Practitioner', author.slice('Practitioner/'.length));
  const name = resource.name?.[0];
  return name?.text ?? [...(name?.given ?? []), name?.family ?? ''].join(' ').trim();
}
