/** One entry of a Bundle that leaves; `resource` is JSON text, put in as it is. */
export interface EntryText {
  readonly fullUrl?: string;
  readonly resource?: string;
  /** The other elements: `search`, `request`, `response`. */
  readonly rest: { readonly [element: string]: unknown };
  /** JSON text of `response.outcome`. */
  readonly outcome?: string;
}

/** The parts of a Bundle beside its entries. */
export interface BundleHead {
  readonly type: 'searchset' | 'history' | 'transaction-response' | 'batch-response' | 'document';
  readonly total?: number;
  /** Of a document. */
  readonly identifier?: { readonly system: string; readonly value: string };
  readonly timestamp?: string;
  readonly language?: string;
  readonly meta?: { readonly profile: readonly string[] };
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
}

/**
 * Writes a Bundle (FHIR R4 §2.36.4) around resources that are already text: a stored body is never parsed and written
 * again, so decimals stay as they were written.
 */
export function bundleText(head: BundleHead, entries: readonly EntryText[]): string {
  const start = JSON.stringify({ resourceType: 'Bundle', ...head });
  if (entries.length === 0) return start;
  return `${start.slice(0, -1)},"entry":[${entries.map(entryText).join(',')}]}`;
}

function entryText(entry: EntryText): string {
  const parts: string[] = [];
  if (entry.fullUrl !== undefined) parts.push(`"fullUrl":${JSON.stringify(entry.fullUrl)}`);
  if (entry.resource !== undefined) parts.push(`"resource":${entry.resource}`);
  for (const [element, value] of Object.entries(entry.rest)) {
    const text = JSON.stringify(value);
    const withOutcome = element === 'response' && entry.outcome !== undefined;
    parts.push(`"${element}":${withOutcome ? `${text.slice(0, -1)},"outcome":${entry.outcome}}` : text}`);
  }
  return `{${parts.join(',')}}`;
}
