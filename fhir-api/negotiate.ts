import { Problem } from '../protocol/problem.js';

export type Language = 'fr' | 'en';

/** The `Prefer` header (RFC 7240) as FHIR R4 uses it, §3.1.0.1.7 and §3.1.1.2. */
export interface Preferences {
  /** What a write answers with; `undefined` when the caller did not say. */
  readonly return: 'minimal' | 'representation' | 'OperationOutcome' | undefined;
  /** Whether an unknown search parameter is refused. */
  readonly strict: boolean;
  /** Whether what cannot be done is to be left out. */
  readonly lenient: boolean;
  /** Whether the caller will come back for the answer (RFC 7240 §4.1). */
  readonly respondAsync: boolean;
}

const jsonTypes = ['application/fhir+json', 'application/json', 'application/json+fhir', 'text/json'];
const acceptedTypes = new Set([...jsonTypes, 'application/*', '*/*']);
/** `+` in a query is a space, and clients forget to escape it (FHIR R4 §3.1.0.1.11). */
const formats = new Set([...jsonTypes, 'json', 'application/fhir json', 'application/json fhir']);
const versionsServed = new Set(['4.0', '4.0.0', '4.0.1']);

interface WeightedItem {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly weight: number;
}

/** Items of a header such as Accept, Accept-Language or Prefer, in their order. */
function headerItems(header: string): readonly WeightedItem[] {
  return header
    .split(',')
    .map((item) => item.split(';').map((part) => part.trim()))
    .filter((parts) => parts[0] !== '')
    .map(([name = '', ...rest]) => {
      const parameters = new Map(rest.map((part) => pairOf(part)));
      const weight = Number(parameters.get('q') ?? '1');
      return { name: name.toLowerCase(), parameters, weight: Number.isFinite(weight) ? weight : 0 };
    });
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at === -1) return [text.trim().toLowerCase(), ''];
  const value = text.slice(at + 1).trim();
  return [text.slice(0, at).trim().toLowerCase(), value.replace(/^"(.*)"$/, '$1')];
}

/**
 * FHIR R4 §3.1.0.1.11: `_format` overrides Accept; JSON is all that can be sent.
 * @throws Problem `not-acceptable`
 */
export function requireJsonAccepted(accept: string | undefined, format: string | null): void {
  if (format !== null && format !== '') {
    const [name = ''] = format.split(';');
    if (!formats.has(name.trim().toLowerCase())) throw new Problem('not-acceptable', 'of _format');
    return;
  }
  if (accept === undefined || accept.trim() === '') return;
  const wanted = headerItems(accept).filter((item) => item.weight > 0 && versionServed(item.parameters));
  if (!wanted.some((item) => acceptedTypes.has(item.name))) throw new Problem('not-acceptable', 'of Accept');
}

/** Whether the first choice of an Accept header is FHIR JSON; what accepts anything is given the content as it is. */
export function acceptsJson(accept: string): boolean {
  const [best] = headerItems(accept).toSorted((left, right) => right.weight - left.weight);
  return best !== undefined && jsonTypes.includes(best.name);
}

/**
 * Whether a body of this Content-Type is FHIR JSON of a version that is served here (FHIR R4 §2.1.0.6).
 */
export function isJsonContent(contentType: string): boolean {
  const [item] = headerItems(contentType);
  return item !== undefined && jsonTypes.includes(item.name) && versionServed(item.parameters);
}

function versionServed(parameters: ReadonlyMap<string, string>): boolean {
  const version = parameters.get('fhirversion');
  return version === undefined || versionsServed.has(version);
}

export function preferencesOf(prefer: string | undefined): Preferences {
  const pairs = new Map((prefer ?? '').split(/[,;]/).map((part) => pairOf(part)));
  const wanted = pairs.get('return')?.toLowerCase();
  return {
    return:
      wanted === 'minimal' || wanted === 'representation'
        ? wanted
        : wanted === 'operationoutcome'
          ? 'OperationOutcome'
          : undefined,
    strict: pairs.get('handling') === 'strict',
    lenient: pairs.get('handling') === 'lenient',
    respondAsync: pairs.has('respond-async'),
  };
}

/** The language for people: French or English, by Accept-Language; English for machines that do not say. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const ranked = headerItems(acceptLanguage ?? '')
    .filter((item) => item.weight > 0 && /^(fr|en)\b/.test(item.name))
    .sort((left, right) => right.weight - left.weight);
  return ranked[0]?.name.startsWith('fr') === true ? 'fr' : 'en';
}
