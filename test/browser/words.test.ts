import t from 'tap';
import { accountEn } from '../../ui/kit/i18n/account-en.js';
import { accountFr } from '../../ui/kit/i18n/account-fr.js';
import { en as kitEn } from '../../ui/kit/i18n/en.js';
import { fr as kitFr } from '../../ui/kit/i18n/fr.js';
import { keysEn } from '../../ui/kit/i18n/keys-en.js';
import { keysFr } from '../../ui/kit/i18n/keys-fr.js';
import { linkEn } from '../../ui/kit/i18n/link-en.js';
import { linkFr } from '../../ui/kit/i18n/link-fr.js';
import { secondFactorEn } from '../../ui/kit/i18n/second-factor-en.js';
import { secondFactorFr } from '../../ui/kit/i18n/second-factor-fr.js';
import { sessionsEn } from '../../ui/kit/i18n/sessions-en.js';
import { sessionsFr } from '../../ui/kit/i18n/sessions-fr.js';
import { signInsEn } from '../../ui/kit/i18n/sign-ins-en.js';
import { signInsFr } from '../../ui/kit/i18n/sign-ins-fr.js';
import { fill, isOne } from '../../ui/kit/i18n/translate.js';
import { alertsEn } from '../../ui/ops/words/alerts-en.js';
import { alertsFr } from '../../ui/ops/words/alerts-fr.js';
import { en as opsEn } from '../../ui/ops/words/en.js';
import { fr as opsFr } from '../../ui/ops/words/fr.js';
import { watchEn } from '../../ui/ops/words/watch-en.js';
import { watchFr } from '../../ui/ops/words/watch-fr.js';
import { careEn } from '../../ui/workstation/words/care-en.js';
import { careFr } from '../../ui/workstation/words/care-fr.js';
import { consoleEn } from '../../ui/workstation/words/console-en.js';
import { consoleFr } from '../../ui/workstation/words/console-fr.js';
import { deliveryEn } from '../../ui/workstation/words/delivery-en.js';
import { deliveryFr } from '../../ui/workstation/words/delivery-fr.js';
import { en as workstationEn } from '../../ui/workstation/words/en.js';
import { fr as workstationFr } from '../../ui/workstation/words/fr.js';
import { privacyEn } from '../../ui/workstation/words/privacy-en.js';
import { privacyFr } from '../../ui/workstation/words/privacy-fr.js';

type Words = Readonly<Record<string, string>>;

const pairs: readonly (readonly [name: string, fr: Words, en: Words])[] = [
  ['kit', kitFr, kitEn],
  ['kit: links', linkFr, linkEn],
  ['kit: second factor', secondFactorFr, secondFactorEn],
  ['kit: account', accountFr, accountEn],
  ['kit: security keys', keysFr, keysEn],
  ['kit: sessions', sessionsFr, sessionsEn],
  ['kit: sign-ins', signInsFr, signInsEn],
  ['workstation', workstationFr, workstationEn],
  ['workstation: care', careFr, careEn],
  ['workstation: console', consoleFr, consoleEn],
  ['workstation: delivery', deliveryFr, deliveryEn],
  ['workstation: privacy', privacyFr, privacyEn],
  ['ops', opsFr, opsEn],
  ['ops: watch', watchFr, watchEn],
  ['ops: alerts', alertsFr, alertsEn],
];

const parametersOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

for (const [name, fr, en] of pairs) {
  t.test(`the words of ${name} are complete in French and in English`, async (t) => {
    t.strictSame(Object.keys(en).sort(), Object.keys(fr).sort());
    const all = [...Object.entries(fr), ...Object.entries(en)];
    t.strictSame(
      all.filter(([, text]) => text.trim() === ''),
      [],
    );
  });

  t.test(`the words of ${name} take the same parameters in both languages`, async (t) => {
    const different = Object.keys(fr).filter(
      (key) => parametersOf(fr[key] ?? '').join() !== parametersOf(en[key] ?? '').join(),
    );
    t.strictSame(different, []);
  });

  t.test(`the words of ${name} keep French typography: typographic apostrophe, accents on capitals`, async (t) => {
    const straight = Object.entries(fr).filter(
      ([, text]) => /\w'\w/.test(text) || /^(Etat|Ecrit|A (?!utre))/.test(text),
    );
    t.strictSame(straight, []);
  });
}

t.test('an app does not give other words to a key of the kit', async (t) => {
  for (const [name, fr] of pairs.slice(1)) {
    t.strictSame(
      Object.keys(fr).filter((key) => key in kitFr),
      [],
      name,
    );
  }
});

t.test('the words of ops stand in one place each', async (t) => {
  const keys = [opsFr, watchFr, alertsFr].flatMap((words) => Object.keys(words));
  t.equal(new Set(keys).size, keys.length);
});

t.test('parameters are filled in, and counts agree as each language counts', async (t) => {
  t.equal(fill('{count} de {site}', { count: 2, site: 'Douala' }), '2 de Douala');
  t.equal(fill('{missing}'), '{missing}');
  t.strictSame(
    [0, 1, 2].map((count) => isOne('fr', count)),
    [true, true, false],
  );
  t.strictSame(
    [0, 1, 2].map((count) => isOne('en', count)),
    [false, true, false],
  );
});
