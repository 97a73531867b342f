import { accessKinds } from '../access.js';
import type { CopyLanguage } from '../subject-copy/plain-words.js';
import { type BreachFacts, type BreachSettings, breachDeadline } from './breach.js';
import { actWord, breachWords } from './breach-words.js';
import { kindWords } from './register-words.js';

/** The report of a breach in Markdown: for the authority, then the words to those whom it concerns (rule R47). */
export function breachText(facts: BreachFacts, settings: BreachSettings | undefined, language: CopyLanguage): string {
  return [
    ...headOf(facts, settings, language),
    ...happenedIn(facts, language),
    ...concernedIn(facts, language),
    ...answerTo(facts, language),
    ...peopleOf(facts, settings, language),
    '',
    breachWords[language].check,
  ].join('\n');
}

type Words = (typeof breachWords)[CopyLanguage];

function headOf(facts: BreachFacts, settings: BreachSettings | undefined, language: CopyLanguage): readonly string[] {
  const words = breachWords[language];
  const { node, knownAt, madeAt } = facts;
  const responsible = settings?.privacyResponsible || node.name;
  const from = [responsible, settings?.privacyAddress ?? ''].filter((text) => text !== '').join(', ');
  const deadline = breachDeadline(facts);
  return [
    `# ${words.title}`,
    '',
    `- ${words.to}: ${plain(settings?.privacyAuthority || words.authority)}`,
    `- ${words.from}: ${plain(from)} (${node.code})`,
    ...(settings?.privacyContact ? [`- ${words.contact}: ${plain(settings.privacyContact)}`] : []),
    `- ${words.known}: ${timeOf(knownAt)}`,
    `- ${words.deadline}: ${timeOf(deadline)}`,
    ...(madeAt > deadline ? [`- **${words.late}**`] : []),
  ];
}

function happenedIn(facts: BreachFacts, language: CopyLanguage): readonly string[] {
  const words = breachWords[language];
  const { from, to, accounts, signIns, openSessions, way } = facts;
  const known = accounts.map(
    ({ name, role, disabled }) => `${plain(name)} (${role}${disabled ? `, ${words.disabled}` : ''})`,
  );
  const came = [...countBy(signIns.map(({ user, address }) => `${plain(user)} ← ${plain(address)}`))];
  const open = openSessions.map(({ user, address, since }) => `${plain(user)} ← ${plain(address)}, ${timeOf(since)}`);
  return [
    ...['', `## ${words.happened}`, '', wayText(facts, words), ''],
    `- ${words.period}: ${timeOf(from)} – ${timeOf(to)}`,
    ...(way.kind === 'stolen-box' ? [] : [`- ${words.accounts}: ${listed(known, words.noAccounts)}`]),
    ...(way.kind === 'stolen-box'
      ? []
      : [
          `- ${words.signIns}: ${listed(
            came.map(([who, count]) => `${who} × ${count}`),
            words.none,
          )}`,
        ]),
    ...(open.length === 0 ? [] : [`- ${words.openSessions}: ${open.join(' ; ')}. ${words.endThem}`]),
    ...(way.kind === 'address' ? ['', words.addressLimit] : []),
  ];
}

function wayText({ way }: BreachFacts, words: Words): string {
  switch (way.kind) {
    case 'account':
      return words.byAccount(plain(way.account));
    case 'address':
      return words.byAddress(way.address);
    case 'stolen-box':
      return words.byBox;
  }
}

function concernedIn(facts: BreachFacts, language: CopyLanguage): readonly string[] {
  const words = breachWords[language];
  const { patients, kinds, unnamed, way } = facts;
  const isBox = way.kind === 'stolen-box';
  const said = accessKinds.flatMap((kind) => {
    const count = kinds[kind];
    return count === undefined ? [] : [isBox ? kindWords[language][kind] : `${kindWords[language][kind]} (${count})`];
  });
  const acts = Object.entries(facts.words).map(([word, count]) => `${actWord(word, language)}: ${count}`);
  return [
    ...['', `## ${words.concerned}`, ''],
    `- ${isBox ? words.patientsHeld : words.patients}: ${patients}`,
    `- ${words.kinds}: ${listed(said, words.none)}`,
    ...(isBox ? [] : [`- ${words.acts}: ${listed(acts, words.none)}`]),
    ...(unnamed > 0 ? [`- ${words.unnamed(unnamed)}`] : []),
    ...['', `## ${words.consequences}`, '', words.consequence],
  ];
}

function answerTo({ way, protection, acts, done }: BreachFacts, language: CopyLanguage): readonly string[] {
  const words = breachWords[language];
  const noted = acts.map(({ at, word }) => `- ${timeOf(at)}: ${actWord(word, language)}`);
  const said = [...noted, ...done.map((text) => `- ${plain(text)}`)];
  return [
    ...['', `## ${words.protection}`, ''],
    ...(way.kind === 'stolen-box' ? protection : [words.signedIn]).map((text) => `- ${text}`),
    ...['', `## ${words.done}`, ''],
    ...(said.length === 0 ? [`- ${words.doneUnsaid}`] : said),
  ];
}

function peopleOf(facts: BreachFacts, settings: BreachSettings | undefined, language: CopyLanguage): readonly string[] {
  const words = breachWords[language];
  const { way, node, from, to } = facts;
  const what = { account: words.peopleAccount, address: words.peopleAddress, 'stolen-box': words.peopleBox }[way.kind];
  const name = settings?.privacyResponsible || node.name;
  return [
    ...['', `## ${words.people}`, ''],
    words.peopleText(plain(name), dayOf(from), dayOf(to), what),
    ...['', words.peopleDo],
    ...(settings?.privacyContact ? ['', `${words.peopleAsk}: ${plain(settings.privacyContact)}`] : []),
    ...(settings?.privacyAuthority ? [`${words.peopleComplain}: ${plain(settings.privacyAuthority)}`] : []),
  ];
}

function countBy(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function listed(texts: readonly string[], none: string): string {
  return texts.length === 0 ? none : texts.join(' ; ');
}

/** What a person typed is text, never markup. */
function plain(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`);
}

/** UTC to the minute. */
function timeOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
