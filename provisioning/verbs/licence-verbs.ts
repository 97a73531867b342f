import { changeLicences, type LicenceChange } from '../../journal/change-licences.js';
import { Problem } from '../../protocol/problem.js';
import { commandLineAuthor } from '../../record/accounts/program-author.js';
import { type Licence, licenceCharactersMax, licenceFault } from '../../record/licence.js';
import { VerbArguments } from './arguments.js';
import { noteOperator } from './note-operator.js';
import { findUser } from './user-verbs.js';
import type { VerbContext } from './verb-context.js';

/** A person's licences after a change of them. */
export interface ShownLicences {
  readonly user: string;
  readonly licences: readonly Licence[];
}

/**
 * `user-licence` {name, licence, number, from?, until}: gives or renews one; the same without `until` and with `ends` ends it.
 * @throws Problem `not-found`, `usage-wrong`
 */
export async function setLicence(context: VerbContext, args: unknown): Promise<ShownLicences> {
  const given = new VerbArguments(args);
  const user = await findUser(context, given);
  const change = changeIn(given);
  const licences = await changeLicences(context.journal.records, user.author, change, commandLineAuthor);
  await noteOperator(context, `user-licence ${change.kind}`, user.author);
  return { user: user.name, licences };
}

function changeIn(given: VerbArguments): LicenceChange {
  const name = given.text('licence', licenceCharactersMax.name);
  const number = given.text('number', licenceCharactersMax.number);
  const [from, until] = [given.optionalText('from', 10), given.optionalText('until', 10)];
  if (given.flag('ends')) return { kind: 'ended', key: { name, number } };
  const licence = { name, number, from, until: until ?? '' };
  const fault = licenceFault(licence);
  if (fault !== undefined) throw new Problem('usage-wrong', faultDetails[fault]);
  return { kind: 'given', licence };
}

const faultDetails: Readonly<Record<keyof Licence, string>> = {
  name: '--licence: letters, numbers and signs',
  number: '--number: letters, numbers and signs',
  from: '--from: a day, such as 2026-01-31',
  until: '--until: a day, such as 2026-12-31, not before --from',
};
