/** A resource that the sheet of search parameters asks for. */
export interface SheetResource {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: unknown;
}

export const to = (reference: string) => ({ reference });
export const coded = (code: string, system = 'urn:s') => ({ coding: [{ system, code }], text: code });
export const numbered = (value: string) => [{ system: 'urn:i', value }];
export const subject = to('Patient/p1');
