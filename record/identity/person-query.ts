import { Problem } from '../../protocol/problem.js';
import type { PersonQuery } from '../../protocol/remote-ask.js';
import { foldText } from '../fold.js';
import { readHealthId } from './health-id.js';

const datePattern = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const lettersMin = 2;

/**
 * Who is looked for, as a question to all sites' records may be asked: by an identifier, or by the family name together
 * with a given name or the date of birth; a part of a name alone would list strangers. Text is trimmed, a health
 * identifier brought into its form.
 * @throws Problem `parameter-malformed`, `identifier-malformed` for a health identifier with a typing error
 */
export function readPersonQuery(asked: PersonQuery): PersonQuery {
  const [family, given, birthDate, nationalId] = [asked.family, asked.given, asked.birthDate, asked.nationalId].map(
    (text) => text.trim(),
  ) as [string, string, string, string];
  const healthId = asked.healthId.trim() === '' ? '' : readHealthId(asked.healthId)?.text;
  if (healthId === undefined) throw new Problem('identifier-malformed', 'health identifier');
  if (birthDate !== '' && !datePattern.test(birthDate)) throw new Problem('parameter-malformed', 'birth date');
  const named = foldText(family).length >= lettersMin && (foldText(given).length >= lettersMin || birthDate !== '');
  if (healthId === '' && nationalId === '' && !named) throw new Problem('parameter-malformed', 'too broad');
  return { family, given, birthDate, healthId, nationalId };
}
