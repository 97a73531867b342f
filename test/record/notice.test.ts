import fc from 'fast-check';
import t from 'tap';
import { missingOf, type NoticeFacts, wantedSettings } from '../../record/privacy/notice-facts.js';
import { noticePage } from '../../record/privacy/notice-page.js';
import { noticeSections } from '../../record/privacy/notice-sections.js';

const facts: NoticeFacts = {
  ...{ site: 'Hôpital de Garoua', hub: 'Central du Nord', privacyResponsible: '', privacyRecordYears: 20 },
  ...{ privacyAddress: 'BP 12, Garoua', privacyContact: 'Mme Adda, 222 000 000', privacyAuthority: 'APDP, Yaoundé' },
};
const languages = ['fr', 'en'] as const;
const textOf = (given: NoticeFacts, language: 'fr' | 'en') => JSON.stringify(noticeSections(given, language));

t.test('[R40] the notice says who, what, why, to whom, how long, which rights, and where to complain', async (t) => {
  for (const language of languages) {
    const said = textOf(facts, language);
    for (const fact of ['Garoua', 'BP 12', 'Mme Adda', 'APDP', '20', 'Central du Nord', '2024/017'])
      t.match(said, fact, `${language}: ${fact}`);
    t.equal(noticeSections(facts, language).length, 7);
  }
  t.match(textOf({ ...facts, privacyResponsible: 'District de santé' }, 'fr'), 'District de santé');
});

t.test('[R40] what is not set leaves no gap in the notice, and the administrator is told its name', async (t) => {
  const set = { privacyAddress: 'A', privacyContact: 'C', privacyAuthority: 'B', privacyRecordYears: 20 };
  t.strictSame(missingOf(set), []);
  t.strictSame(missingOf({}), [...wantedSettings]);
  fc.assert(
    fc.property(fc.subarray([...wantedSettings]), fc.constantFrom(...languages), (left, language) => {
      const blank = Object.fromEntries(left.map((name) => [name, name === 'privacyRecordYears' ? 0 : '  ']));
      const given = { ...facts, ...blank } as NoticeFacts;
      t.strictSame(missingOf(given), left);
      for (const section of noticeSections(given, language)) {
        const said = [...section.paragraphs, ...section.items];
        t.ok(said.length > 0, 'no title without text');
        for (const text of said)
          t.notMatch(text, /undefined|null|\b0 (ans|years)|: *$|: *\.|privacy[A-Z]|\bTODO\b|^\s*$/);
      }
    }),
  );
});

t.test('[R40] what a setting says is text, never markup', async (t) => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...languages), (text, language) => {
      const before = noticePage({ ...facts, privacyContact: 'x' }, language).match(/<[a-z]+/g)?.length;
      const page = noticePage({ ...facts, privacyContact: `x<script>${text}` }, language);
      t.equal(page.match(/<[a-z]+/g)?.length, before);
    }),
  );
});
