import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { plantedWords, wordsIn, writePlanted } from '../support/planted-patient.js';
import { readAudit } from '../support/programs-audit.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { eventually, writeArrival, writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const hour = 3_600_000;
const iso = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** A site where a nurse signed in from 10.1.0.7 and looked at a planted patient, with a patient at whom nobody looked. */
async function brokenSite(t: { teardown(stop: () => unknown): unknown }) {
  const { sites } = await startNetwork(t, ['Garoua']);
  const site = sites[0] as NetworkSite;
  const { journal, httpPort } = site.edge;
  const { patient, observation } = await writePlanted(journal);
  const other = await writePatient(journal, 'Untouched');
  await writeArrival(journal, patient);
  const token = await tokenOf(site.dir, 'doctor');
  await tokenOf(site.dir, 'nurse');
  for (const path of [
    `Patient/${patient}`,
    `Observation/${observation}`,
    'Condition?code:text=x',
    'Patient?family=Zanzi',
  ]) {
    await ask(httpPort, `/fhir/${path}`, { token });
  }
  const signIn = { user: 'doctor', reasons: [] as const, accounts: 0 };
  const at = Date.now();
  await journal.signIns.add({ ...signIn, credential: 'c1', milliseconds: at - 1_000, address: '10.1.0.7' });
  await journal.signIns.add({ ...signIn, credential: 'c2', milliseconds: at - 90 * hour, address: '10.1.0.8' });
  const isLast = ({ action, subject }: { action: string; subject: string }) =>
    action === 'search' && subject === 'Patient';
  await eventually('the looks are written', async () => (await readAudit(site.dir)).some(isLast));
  const settings = {
    privacyResponsible: 'Hôpital_de Garoua',
    privacyContact: 'Mme Adda',
    privacyAuthority: 'APDP, Yaoundé',
  };
  writeFileSync(join(site.dir, 'settings.json'), JSON.stringify(settings));
  const breach = (...more: readonly string[]) => callCarnet(['privacy', 'breach', '--dir', site.dir, ...more]);
  return { site, patient, other, breach, folder: temporaryFolder(t), from: iso(at - hour), at };
}

t.test(
  '[R47][R48] the notice of an account that was used says who, from where, how many and which kinds, and nothing of a record',
  async (t) => {
    const { breach, patient, from, at } = await brokenSite(t);
    const known = iso(at - 10 * 60_000);
    const english = await breach('--account', 'doctor', '--from', from, '--known', known, '--report-lang', 'en');
    t.match(english, { exit: 0, out: /^# Notice of a personal data breach/ });
    for (const said of [
      ...[
        /To: APDP, Yaoundé/,
        /From: Hôpital\\_de Garoua/,
        /account “doctor”/,
        /doctor \(doctor\)/,
        /doctor ← 10\.1\.0\.7 × 1/,
      ],
      ...[
        /at least: 1$/m,
        /identity \(\d+\).*laboratory|clinical data|results/,
        /reads: \d/,
        /\d searches or exports do not name/,
      ],
      ...[
        /Encryption protects from nobody/,
        /nothing is noted: say it by --done/,
        /Dear patient, between/,
        /Questions: Mme Adda/,
      ],
    ]) {
      t.match(english.out, said);
    }
    t.match(
      english.out,
      `To be told before: ${new Date(at - 10 * 60_000 + 72 * hour).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    );
    t.notMatch(english.out, /10\.1\.0\.8|THE 72 HOURS/, 'not of before the period');
    t.strictSame(wordsIn(english.out, [...plantedWords, patient]), []);
  },
);

t.test('[R47][R48] it says in French that the hours are over, and what was done since', async (t) => {
  const { breach, patient, from, at, folder, site } = await brokenSite(t);
  await callCarnet(['user', 'disable', 'doctor', '--dir', site.dir]);
  const late = await breach(
    '--account',
    'doctor',
    '--from',
    '2026-01-31',
    '--known',
    iso(at - 80 * hour),
    '--report-lang',
    'fr',
    '--done',
    'gendarmerie prévenue',
  );
  for (const said of [
    ...[
      /LE DÉLAI DE 72 HEURES EST PASSÉ/,
      /doctor \(doctor, désactivé\)/,
      /: compte désactivé$/m,
      /- gendarmerie prévenue/,
    ],
    ...[/Madame, Monsieur, entre le 2026-01-31/, /10\.1\.0\.8/],
  ]) {
    t.match(late.out, said);
  }
  const data = JSON.parse((await breach('--account', 'doctor', '--from', from, '--json')).out);
  t.match(data, {
    patients: 1,
    way: { kind: 'account' },
    deadline: Number,
    accounts: [{ name: 'doctor', disabled: true }],
  });
  t.strictSame(wordsIn(JSON.stringify(data), [...plantedWords, patient]), []);
  t.equal((await breach('--account', 'nurse', '--from', from, '--json', '--output', join(folder, 'n.md'))).exit, 0);
  t.match(readFileSync(join(folder, 'n.md'), 'utf8'), /: 0$/m, 'one who looked at nobody');
});

t.test(
  '[R47][R49] by an address: whoever came from it; and whom to tell, in a file of its own, once the audit has it',
  async (t) => {
    const { breach, patient, other, from, folder, site } = await brokenSite(t);
    const [output, people] = [join(folder, 'notice.md'), join(folder, 'people.csv')];
    const said = await breach(
      '--address',
      '10.1.0.7',
      '--from',
      from,
      '--output',
      output,
      '--patients',
      people,
      '--lang',
      'en',
    );
    t.match(said, { exit: 0, out: /notice\.md, .*people\.csv: 1 patients; to be told before/ });
    for (const file of [output, people]) t.equal(statSync(file).mode & 0o777, 0o600);
    const list = readFileSync(people, 'utf8');
    t.strictSame(
      wordsIn(list, plantedWords),
      ['Zanzibarova', 'Quetzalina', '237699123987', 'Impasse-des-Colibris'],
      'who and where',
    );
    t.match(list, patient);
    t.notMatch(list, other);
    t.strictSame(wordsIn(readFileSync(output, 'utf8'), [...plantedWords, patient]), []);
    const audit = await readAudit(site.dir);
    t.match(
      audit.filter(({ action }) => action.startsWith('breach')),
      [
        { author: /^carnet:operator\//, action: 'breach report', subject: '' },
        { action: 'breach', subject: `Patient/${patient}` },
      ],
    );
    t.match(
      await breach('--address', '10.1.0.7', '--from', from, '--patients', people),
      { exit: 1, error: /people.csv/ },
      'never over another file',
    );
    t.equal(readFileSync(people, 'utf8'), list);
    const nobody = await breach('--address', '10.9.9.9', '--from', from, '--report-lang', 'en');
    t.match(nobody.out, /Accounts: no account that is known[\s\S]*at least: 0/);
  },
);

t.test(
  '[R48] of a stolen box all patients are concerned, and the notice says what a thief has by each way to the key',
  async (t) => {
    const { breach, from } = await brokenSite(t);
    const { out, exit } = await breach('--stolen-box', '--from', from, '--report-lang', 'en');
    t.equal(exit, 0);
    for (const said of [
      ...[/lies in the box: 2$/m, /clinical data ; prescriptions/, /are encrypted; the key is not in them/],
      ...[
        /token: by itself, while the stick is in/,
        /The key lies on the same disk: count all of it as read/,
        /a box that holds records disappeared/,
      ],
    ]) {
      t.match(out, said);
    }
    t.strictSame(wordsIn(out, plantedWords), []);
  },
);

t.test('[R48] what cannot be is refused with its exit code, and nothing is written', async (t) => {
  const { breach, from, folder, at } = await brokenSite(t);
  const file = join(folder, 'people.csv');
  const soon = iso(Date.now() + hour);
  for (const [more, error] of [
    [['--from', from], /exactly one of/],
    [['--account', 'doctor', '--stolen-box', '--from', from], /exactly one of/],
    [['--account', 'doctor'], /--from/],
    [['--address', 'the ward', '--from', from], /an IP address/],
    [['--account', 'doctor', '--from', soon], /--from lies in the future/],
    [['--account', 'doctor', '--from', from, '--to', soon], /--to lies in the future/],
    [['--account', 'doctor', '--from', from, '--to', iso(at - 2 * hour)], /--to is not after --from/],
    [['--account', 'doctor', '--from', from, '--known', soon], /--known lies in the future/],
    [['--account', 'doctor', '--from', from, '--known', iso(at - 3 * hour)], /--known is before --from/],
    [['--account', 'doctor', '--from', 'yesterday'], /2026-01-31/],
    [['--account', 'doctor', '--from', from, '--done', ''], /--done/],
    [['--account', 'doctor', '--from', from, '--report-lang', 'de'], /de/],
  ] as const) {
    t.match(await breach(...more, '--patients', file, '--lang', 'en'), { exit: 2, error }, more.join(' '));
  }
  t.match(await breach('--account', 'nobody', '--from', from, '--patients', file), { exit: 1, error: /nobody/ });
  t.notOk(existsSync(file));
  t.match(await breach('--account', 'doctor', '--from', soon, '--lang', 'fr'), { exit: 2, error: /est dans le futur/ });
  t.match(await breach('--help'), { exit: 0, out: /Examples:[\s\S]*--stolen-box/ });
});
