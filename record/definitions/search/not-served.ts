/** Search parameters of FHIR R4 that are not served, by the last part of their URL, each with the reason. */
export const notServed: Readonly<Record<string, string>> = {
  'DomainResource-text': 'a search of the narrative, which nobody here writes by hand',
  'Resource-content':
    'a search of everything that stands in a resource: an index of all words would be as large as the records',
  'Resource-query': 'names a search of the server’s own; there is none',
  'MolecularSequence-chromosome-variant-coordinate': 'a pair of three; no hospital keeps sequences in its record',
  'MolecularSequence-chromosome-window-coordinate': 'the same',
  'MolecularSequence-referenceseqid-variant-coordinate': 'the same',
  'MolecularSequence-referenceseqid-window-coordinate': 'the same',
};

/** The specification names the halves of this one in the other order than their expressions: `code` is no reference. */
const swapped: ReadonlySet<string> = new Set(['DocumentReference-relationship']);

export function isSwapped(id: string): boolean {
  return swapped.has(id);
}
