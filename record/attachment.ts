import { asObject, valuesAt } from './elements.js';
import type { FhirObject } from './resource.js';

/** The content that a Binary names; the bytes are kept and carried apart from the record (rule A1). */
export interface AttachmentReference {
  /** SHA-256 of the content, 64 hexadecimal digits. */
  readonly hash: string;
  readonly bytes: number;
}

/** On `Binary.data` without a value: where the content is (FHIR R4 §2.1.0.3, a primitive with an extension only). */
export const attachmentUrl = 'urn:carnet:attachment';

const hashPattern = /^[0-9a-f]{64}$/;

/** The content that a resource names; `undefined` when it names none, or not in the form of {@link binaryOf}. */
export function attachmentOf(value: FhirObject): AttachmentReference | undefined {
  if (value.resourceType !== 'Binary') return undefined;
  const extension = valuesAt(value, '_data.extension').find((item) => asObject(item)?.['url'] === attachmentUrl);
  const parts = asObject(extension)?.['extension'];
  if (!Array.isArray(parts)) return undefined;
  const hash = partOf(parts, 'sha256')?.['valueString'];
  // A number with its lexical form is compared as text: a length is never written otherwise than in plain digits.
  const bytes = Number(String(partOf(parts, 'bytes')?.['valueInteger']));
  if (typeof hash !== 'string' || !hashPattern.test(hash) || !Number.isSafeInteger(bytes) || bytes < 0)
    return undefined;
  return { hash, bytes };
}

/** A Binary that names its content instead of holding it. `securityContext` is a reference such as `Patient/…`. */
export function binaryOf(
  reference: AttachmentReference,
  about: { readonly id: string; readonly contentType: string; readonly securityContext?: string },
): FhirObject {
  const { id, contentType, securityContext } = about;
  return {
    resourceType: 'Binary',
    id,
    contentType,
    ...(securityContext !== undefined && { securityContext: { reference: securityContext } }),
    _data: {
      extension: [
        {
          url: attachmentUrl,
          extension: [
            { url: 'sha256', valueString: reference.hash },
            { url: 'bytes', valueInteger: reference.bytes },
          ],
        },
      ],
    },
  };
}

function partOf(parts: readonly unknown[], url: string): Readonly<Record<string, unknown>> | undefined {
  return parts.map((part) => asObject(part)).find((part) => part?.['url'] === url);
}
