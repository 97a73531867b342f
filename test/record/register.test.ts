import t from 'tap';
import { accessKindOf, accessKinds } from '../../record/access.js';
import { resourceTypes } from '../../record/definitions/load.js';
import { processingOfKind, type RegisterFacts } from '../../record/privacy/processing.js';
import { processings } from '../../record/privacy/processings.js';
import { processingRegister } from '../../record/privacy/register.js';
import { registerMarkdown } from '../../record/privacy/register-text.js';
import { kindWords } from '../../record/privacy/register-words.js';
import { endlessKindList, retentionDefaults, retentionKinds } from '../../record/privacy/retention.js';
import { endlessWords, sweptText } from '../../record/privacy/retention-words.js';

const facts: RegisterFacts = {
  node: { kind: 'site', code: '7KD', name: 'Garoua' },
  ...{ hub: 'Central', madeAt: 0, isSecondFactorMandatory: true },
  sites: [
    { code: '7KD', name: 'Garoua' },
    { code: '8MF', name: 'Maroua' },
  ],
  machines: [{ name: 'cobas', scopes: 'system/Observation.c' }],
  receivers: [
    { host: 'lis.garoua.cm', getsRecords: true },
    { host: 'bell.garoua.cm:8443', getsRecords: false },
  ],
  accounts: { nurse: 3, doctor: 1 },
  retention: retentionDefaults,
};
const settings = {
  ...{ privacyResponsible: '', privacyContact: 'Mme Adda', privacyRecordYears: 20 },
  ...{ backupsKeptMax: 5, backupToHub: true, idleLockSeconds: 240 },
};

t.test(
  '[R41] every kind of record that is about people stands in exactly one processing, in both languages',
  async (t) => {
    const kinds = new Set(resourceTypes().map(accessKindOf));
    t.ok(
      [...kinds].every((kind) => accessKinds.includes(kind)),
      'no type has a kind beside the list',
    );
    t.strictSame(Object.keys(processingOfKind).sort(), [...accessKinds].sort());
    t.strictSame(
      accessKinds.filter((kind) => processingOfKind[kind] === 'none'),
      ['terminology'],
      'all but words',
    );
    for (const language of ['fr', 'en'] as const) {
      const { entries } = processingRegister(facts, settings, language);
      t.strictSame(
        entries.map(({ processing }) => processing),
        [...processings],
      );
      for (const kind of accessKinds) {
        const listed = entries.filter(({ data }) => data.includes(kindWords[language][kind]));
        t.strictSame(
          listed.map(({ processing }) => processing),
          processingOfKind[kind] === 'none' ? [] : [processingOfKind[kind]],
          kind,
        );
      }
      for (const entry of entries) for (const text of Object.values(entry)) t.ok(text.length > 0, entry.processing);
    }
  },
);

t.test('[R41] what the register says follows the facts: recipients, times, measures', async (t) => {
  const french = JSON.stringify(processingRegister(facts, settings, 'fr'));
  for (const said of [
    'Maroua (8MF)',
    'Central',
    'cobas',
    'nurse: 3',
    '20 ans',
    '240 s',
    '5 sauvegardes',
    'second facteur',
    'Mme Adda',
  ])
    t.match(french, said, said);
  t.notMatch(french, /Garoua \(7KD\)/, 'itself is no recipient');
  const bare = { ...facts, isSecondFactorMandatory: false, sites: [], machines: [], accounts: {} };
  const other = JSON.stringify(
    processingRegister(bare, { ...settings, privacyRecordYears: 0, backupToHub: false }, 'fr'),
  );
  t.notMatch(other, /Maroua|cobas|nurse: [1-9]|20 ans|second facteur|une au central/);
  t.match(other, /mot de passe seul/);
  const hub = { ...facts, node: { kind: 'hub' as const, code: '000', name: 'Central' }, hub: '' };
  t.match(processingRegister(hub, undefined, 'en'), { responsible: 'Central', contact: '' });
});

t.test(
  '[R41] [R21] recipients are the roles that the table of access lets see it, and what stays here goes to no site',
  async (t) => {
    const { entries } = processingRegister(facts, settings, 'en');
    const of = (processing: string) =>
      entries.find((entry) => entry.processing === processing)?.recipients.join(' ') ?? '';
    t.match(of('care'), 'nurse: 3');
    t.notMatch(of('care'), /admin|ops|authority/);
    t.match(of('billing'), 'reception: 0');
    t.notMatch(of('billing'), /nurse|doctor/);
    for (const processing of ['audit', 'sign-in']) t.equal(of(processing), 'accounts (admin: 0)');
    for (const processing of ['audit', 'sign-in', 'exchange']) t.notMatch(of(processing), /Central|Maroua|cobas/);
    for (const processing of ['audit', 'sign-in']) t.notMatch(of(processing), /garoua\.cm/);
    t.match(of('exchange'), /lis\.garoua\.cm bell\.garoua\.cm:8443$/, '[R43] who is notified');
    t.match(of('care'), /lis\.garoua\.cm$/, '[R43] and who is sent records');
  },
);

t.test('[R41] in Markdown a name is text, never markup', async (t) => {
  const named = { ...facts, sites: [{ code: '8MF', name: '# [x](y) <b>|*' }] };
  const text = registerMarkdown(processingRegister(named, settings, 'en'), 'en');
  t.match(text, '\\# \\[x\\](y) \\<b\\>\\|\\* (8MF)');
  t.equal(text.split('\n').filter((line) => line.startsWith('## ')).length, processings.length + 1);
});

t.test('[R44] the register says of each kind for how long it is kept, once, as the settings have it', async (t) => {
  const retention = { ...retentionDefaults, habits: 91, 'sign-ins': 402 };
  for (const language of ['fr', 'en'] as const) {
    const { entries } = processingRegister({ ...facts, retention }, settings, language);
    const said = entries.flatMap((entry) => entry.retention.split(' ; '));
    const wanted = [
      ...retentionKinds.map((kind) => sweptText(kind, retention, language)),
      ...endlessKindList.filter((kind) => kind !== 'records').map((kind) => endlessWords[language][kind]),
    ];
    for (const text of wanted) t.equal(said.filter((each) => each === text).length, 1, text);
    t.match(said.join(), language === 'fr' ? /91 jours[\s\S]*20 ans|20 ans[\s\S]*91 jours/ : /91 days/);
    t.match(said.join(), /402/);
    const unset = processingRegister(facts, { ...settings, privacyRecordYears: 0 }, language);
    t.match(unset.entries[0]?.retention, endlessWords[language].records);
  }
});
