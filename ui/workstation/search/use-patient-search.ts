import type { Patient } from '@medplum/fhirtypes';
import { useEffect, useState } from 'preact/hooks';
import { asFailure, type Failure } from '../../kit/http/failure.js';
import { searchFhir } from '../fhir/client.js';
import { readPatientQuery } from './query.js';

export type PatientSearch =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'mistyped' }
  | { readonly kind: 'searching'; readonly before: readonly Patient[] }
  | { readonly kind: 'found'; readonly patients: readonly Patient[]; readonly more: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure };

const debounceMilliseconds = 150;

/** Searches as one types; a newer text calls off the older search. */
export function usePatientSearch(text: string, again: number): PatientSearch {
  const [state, setState] = useState<PatientSearch>({ kind: 'nothing' });
  useEffect(() => {
    const query = readPatientQuery(text);
    if (query.kind !== 'search') {
      setState(query);
      return;
    }
    const abort = new AbortController();
    // The list stays while the next one comes: it must not flicker under the eyes.
    setState((now) => ({ kind: 'searching', before: now.kind === 'found' ? now.patients : [] }));
    const timer = setTimeout(async () => {
      try {
        const { resources, more } = await searchFhir<Patient>('Patient', query.pairs, abort.signal);
        setState({ kind: 'found', patients: resources, more });
      } catch (error) {
        if (!abort.signal.aborted) setState({ kind: 'failed', failure: asFailure(error) });
      }
    }, debounceMilliseconds);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, again]);
  return state;
}
