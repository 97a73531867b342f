import type { RectificationAnswer } from '../../../record/builders/rectification.js';
import { request } from '../../kit/http/request.js';

/** A change of the record; times are FHIR instants. */
export interface ShownCorrection {
  readonly type: string;
  readonly id: string;
  readonly at: string;
  readonly authorName: string;
  readonly kind: 'changed' | 'withdrawn' | 'erased';
  readonly changes: readonly {
    readonly element: string;
    readonly label: string;
    readonly before: string;
    readonly after: string;
  }[];
  readonly reasons: readonly string[];
}

export interface ShownCorrections {
  readonly corrections: readonly ShownCorrection[];
  readonly isWhole: boolean;
}

/** What the patient asks to be put right. */
export interface ShownRequest {
  readonly id: string;
  readonly what: string;
  readonly state: 'open' | RectificationAnswer;
  readonly at: string;
  readonly due: string;
  readonly reason: string | null;
}

const of = (patientId: string, path: string) => `/api/privacy/${patientId}/${path}`;

export async function readCorrections(patientId: string, language: string): Promise<ShownCorrections> {
  return (await request('GET', of(patientId, `corrections?language=${language}`))).value as ShownCorrections;
}

export async function readRequests(patientId: string): Promise<readonly ShownRequest[]> {
  const { value } = await request('GET', of(patientId, 'rectifications'));
  return (value as { readonly rectifications: readonly ShownRequest[] }).rectifications;
}

export async function noteRequest(patientId: string, what: string): Promise<void> {
  await request('POST', of(patientId, 'rectifications'), { body: { what } });
}

/** @throws Failure `conflict` where somebody answered it meanwhile */
export async function answerRequest(
  patientId: string,
  id: string,
  answer: { readonly answer: RectificationAnswer; readonly reason: string },
): Promise<void> {
  await request('POST', of(patientId, `rectifications/${id}`), { body: answer });
}

export type CopyForm = 'fr' | 'en' | 'data';

/** Puts the copy among the browser's downloads. @throws Failure `unproven` when who asks does not prove again who they are */
export async function downloadCopy(patientId: string, form: CopyForm): Promise<void> {
  const body = form === 'data' ? { form: 'bundle' } : { form: 'page', language: form };
  const { text } = await request('POST', of(patientId, 'copy'), { body });
  const blob = new Blob([text], { type: form === 'data' ? 'application/fhir+json' : 'text/html' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `carnet-${patientId}.${form === 'data' ? 'json' : `${form}.html`}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
