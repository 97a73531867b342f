import type { Patient } from '@medplum/fhirtypes';
import { useEffect, useState } from 'preact/hooks';
import { type FormValues, textOf } from '../../../record/forms/field.js';
import { searchFhir } from '../fhir/client.js';

const debounceMilliseconds = 400;
const similarShownMax = '4';

/** Records of the same names, while a new one is being written: one person should not have two. */
export function useSimilar(values: FormValues): readonly Patient[] {
  const [similar, setSimilar] = useState<readonly Patient[]>([]);
  const family = textOf(values, 'family') ?? '';
  const given = textOf(values, 'given') ?? '';
  useEffect(() => {
    if (family.length < 3 || given.length < 2) {
      setSimilar([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const words = [...family.split(' '), ...given.split(' ')].map((word): [string, string] => [
        'name',
        word.replace(/[,$|\\]/g, ''),
      ]);
      const found = await searchFhir<Patient>('Patient', [...words, ['_count', similarShownMax]], abort.signal).catch(
        () => undefined,
      );
      if (found) setSimilar(found.resources);
    }, debounceMilliseconds);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [family, given]);
  return similar;
}
