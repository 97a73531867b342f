import { htmlText } from '../subject-copy/html-text.js';
import type { CopyLanguage } from '../subject-copy/plain-words.js';
import type { NoticeFacts } from './notice-facts.js';
import { noticeSections, noticeTitles } from './notice-sections.js';

/** The style of the page, apart because a browser is told its hash. */
export const noticeStyle = `body{font:12pt/1.5 system-ui,sans-serif;color:#1b2430;background:#fff;max-width:44rem;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25;margin:.6rem 0 1rem;border-bottom:3px solid #0b6e4f;padding-bottom:.5rem}
h2{font-size:1.1rem;margin:1.1rem 0 .3rem;color:#0b5c43}p{margin:.2rem 0}ul{margin:.2rem 0;padding-left:1.3rem}
nav{display:flex;gap:.6rem;flex-wrap:wrap}nav a{display:inline-flex;align-items:center;min-height:44px;padding:0 .9rem;border:1px solid #7a8794;border-radius:6px;color:#0b5c43}
a:focus-visible{outline:3px solid #1d5c8f;outline-offset:2px}.soft{color:#4a5866;font-size:.9em;margin-top:1.2rem}section{break-inside:avoid;overflow-wrap:anywhere}
@page{size:A4;margin:15mm}@media print{nav{display:none}body{margin:0;max-width:none;padding:0;font-size:10.5pt}}`;

const words = {
  fr: {
    other: 'English',
    back: 'Retour à la connexion',
    nav: 'Langue et retour',
    law: 'Loi n° 2024/017 du 23 décembre 2024 relative à la protection des données à caractère personnel au Cameroun.',
  },
  en: {
    other: 'Français',
    back: 'Back to sign-in',
    nav: 'Language and way back',
    law: 'Law No. 2024/017 of 23 December 2024 on the protection of personal data in Cameroon.',
  },
} as const;

/** A privacy notice as a page that needs no script and prints on A4. */
export function noticePage(facts: NoticeFacts, language: CopyLanguage): string {
  const { other, back, nav, law } = words[language];
  const otherLanguage = language === 'fr' ? 'en' : 'fr';
  const title = noticeTitles[language];
  const sections = noticeSections(facts, language).map(({ title: heading, paragraphs, items }) => {
    const list = items.map((item) => `<li>${htmlText(item)}</li>`).join('');
    const text = paragraphs.map((paragraph) => `<p>${htmlText(paragraph)}</p>`).join('');
    return `<section><h2>${htmlText(heading)}</h2>${text}${list === '' ? '' : `<ul>${list}</ul>`}</section>`;
  });
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)}</title><style>${noticeStyle}</style></head><body>
<nav aria-label="${htmlText(nav)}"><a href="/">${htmlText(back)}</a><a href="/privacy?language=${otherLanguage}" lang="${otherLanguage}">${other}</a></nav>
<main><h1>${htmlText(title)}</h1>${sections.join('\n')}<p class="soft">${htmlText(law)}</p></main></body></html>
`;
}
