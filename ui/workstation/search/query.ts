import { healthIdSystem, readHealthId } from '../../../record/identity/health-id.js';

export type SearchPair = readonly [name: string, value: string];

/** What a text in the search field asks for. */
export type PatientQuery =
  | { readonly kind: 'nothing' }
  /** Looks like a health identifier, but its check character does not agree. */
  | { readonly kind: 'mistyped' }
  /** Parameters of a FHIR search of patients. */
  | { readonly kind: 'search'; readonly pairs: readonly SearchPair[] };

const resultsMax = 20;

/** Reads what people type: a health identifier, a phone number, or words of a name with, perhaps, a year of birth. */
export function readPatientQuery(typed: string): PatientQuery {
  const text = typed.trim().replace(/\s+/g, ' ');
  if (text.length < 2) return { kind: 'nothing' };
  const healthId = readHealthId(text);
  if (healthId) return search([['identifier', `${healthIdSystem}|${healthId.text}`]]);
  if (/^[0-9a-z]{3}-[0-9a-z]{5}-[0-9a-z]$/i.test(text)) return { kind: 'mistyped' };
  const digits = text.replace(/[\s.+()-]/g, '');
  if (/^\d{8,15}$/.test(digits)) return search([['phone', digits.replace(/^(?:00)?237(?=\d{9}$)/, '')]]);
  const words = text.split(' ');
  const years = words.filter((word) => /^(?:19|20)\d\d$/.test(word));
  const names = words.filter((word) => !years.includes(word) && !/^\d+$/.test(word));
  const pairs: SearchPair[] = [
    ...names.map((name): SearchPair => ['name', name.replace(/[,$|\\]/g, '')]),
    ...years.map((year): SearchPair => ['birthdate', year]),
  ];
  return pairs.length === 0 ? { kind: 'nothing' } : search(pairs);
}

function search(pairs: readonly SearchPair[]): PatientQuery {
  return { kind: 'search', pairs: [...pairs, ['_count', String(resultsMax)]] };
}
