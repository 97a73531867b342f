/** What a FHIR reference points at (FHIR R4 §2.3.0). */
export type ReferenceTarget =
  | { readonly form: 'relative' | 'absolute'; readonly type: string; readonly id: string }
  /** `Type?query`: kept as it is until someone resolves it. */
  | { readonly form: 'conditional'; readonly type: string; readonly query: string }
  /** `urn:uuid:…`, `urn:oid:…`, `#contained`, or an address outside FHIR's REST form. */
  | { readonly form: 'urn' | 'contained' | 'other'; readonly text: string };

const literal =
  /^(?:(https?:\/\/\S+)\/)?([A-Z][A-Za-z]{0,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const conditional = /^([A-Z][A-Za-z]{0,63})\?(\S+)$/;

/** Reads the text of a reference; `undefined` when it has none of the forms that FHIR allows. */
export function readReference(text: string): ReferenceTarget | undefined {
  const match = literal.exec(text);
  if (match !== null) {
    return { form: match[1] === undefined ? 'relative' : 'absolute', type: match[2] ?? '', id: match[3] ?? '' };
  }
  const query = conditional.exec(text);
  if (query !== null) return { form: 'conditional', type: query[1] ?? '', query: query[2] ?? '' };
  if (/^urn:(uuid|oid):\S+$/.test(text)) return { form: 'urn', text };
  if (/^#[A-Za-z0-9\-.]{0,64}$/.test(text)) return { form: 'contained', text };
  if (/^[a-z][a-z0-9+.-]*:\S+$/i.test(text)) return { form: 'other', text };
  return undefined;
}
