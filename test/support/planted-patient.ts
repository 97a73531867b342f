import type { Journal } from '../../journal/open.js';
import { createSystemUuidGenerator } from '../../protocol/ids.js';
import { entryOf } from './programs-records.js';

const newId = createSystemUuidGenerator();

/** Words that stand nowhere but in one patient's record: name, telephone, identifier, address, diagnosis. */
export const plantedWords = [
  ...['Zanzibarova', 'Quetzalina', '237699123987', 'CNI-777-PLANTED', 'Impasse-des-Colibris'],
  ...['Trypanosomiasis-planted', 'Melarsoprol-planted'],
] as const;

const [family, given, telephone, card, street, diagnosis, note] = plantedWords;

/** Writes a patient with a diagnosis and a value, all in unmistakable words. */
export async function writePlanted(
  journal: Journal,
): Promise<{ readonly patient: string; readonly observation: string }> {
  const [patient, condition, observation] = [newId(), newId(), newId()];
  const subject = { reference: `Patient/${patient}` };
  const resources = [
    {
      ...{ resourceType: 'Patient', id: patient, name: [{ family, given: [given] }] },
      ...{ telecom: [{ system: 'phone', value: telephone }], identifier: [{ system: 'urn:oid:1.2.3', value: card }] },
      address: [{ line: [street] }],
    },
    { resourceType: 'Condition', id: condition, subject, code: { text: diagnosis } },
    {
      resourceType: 'Observation',
      id: observation,
      status: 'final',
      subject,
      code: { text: diagnosis },
      valueString: note,
    },
  ];
  for (const resource of resources) {
    await journal.records.commitBundle({ author: 'Practitioner/test', entries: [entryOf(resource)] });
  }
  return { patient, observation };
}

/** Which of some words stand in a text, as they are, in other letters, or in base64. */
export function wordsIn(text: string, words: readonly string[]): readonly string[] {
  const low = text.toLowerCase();
  const decoded = (text.match(/[A-Za-z0-9+/]{24,}={0,2}/g) ?? []).map((part) =>
    Buffer.from(part, 'base64').toString('latin1').toLowerCase(),
  );
  const all = [low, ...decoded].join('\n');
  return words.filter((word) => all.includes(word.toLowerCase()));
}
