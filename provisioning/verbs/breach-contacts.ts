import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { asObject, asText, type Elements, valuesAt } from '../../record/elements.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

const operatorCharactersMax = 200;
/** Of one call: an audit row and a read each. */
export const contactsPerCallMax = 100;

/** How one reaches somebody; nothing else of their record. */
export interface BreachContact {
  readonly patient: string;
  readonly name: string;
  readonly reach: readonly string[];
}

/** `breach-contacts` {patients, operator}: how to reach some patients, once the audit has it for each of them (rule R49). */
export async function readBreachContacts({ journal }: VerbContext, args: unknown): Promise<readonly BreachContact[]> {
  const given = new VerbArguments(args);
  const author = `carnet:operator/${given.text('operator', operatorCharactersMax)}`;
  const ids = given.list('patients', contactsPerCallMax).map((id) => parseResourceId(String(id)));
  const rows = ids.map((id) => ({ author, action: 'breach', subject: `Patient/${id}`, outcome: 'done' }) as const);
  await journal.records.audit(rows);
  const contacts: BreachContact[] = [];
  for (const id of ids) {
    const found = await journal.records.read({ type: parseResourceType('Patient'), id });
    const patient = found === undefined || found.deleted ? {} : (JSON.parse(found.body) as Elements);
    contacts.push({ patient: id, name: nameOf(patient), reach: reachOf(patient) });
  }
  return contacts;
}

function nameOf(patient: Elements): string {
  const [first] = valuesAt(patient, 'name').map(asObject);
  const given = valuesAt(first, 'given').flatMap((text) => asText(text) ?? []);
  return asText(first?.['text']) ?? [...given, asText(first?.['family']) ?? ''].join(' ').trim();
}

function reachOf(patient: Elements): readonly string[] {
  const telecoms = valuesAt(patient, 'telecom').map(asObject);
  const numbers = telecoms.flatMap((telecom) => asText(telecom?.['value']) ?? []);
  const addresses = valuesAt(patient, 'address').map((address) =>
    [...valuesAt(address, 'line'), ...valuesAt(address, 'city')].flatMap((text) => asText(text) ?? []).join(', '),
  );
  return [...numbers, ...addresses.filter((text) => text !== '')];
}
