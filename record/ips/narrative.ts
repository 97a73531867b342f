import type { SummaryRow } from './rows.js';
import type { Words } from './sections.js';

const headings: readonly Words[] = [
  { fr: 'Date', en: 'Date' },
  { fr: 'Élément', en: 'Item' },
  { fr: 'Précisions', en: 'Details' },
];

/** A narrative (FHIR R4 §2.4.0) of the rows of a section, or of a sentence where there are none; limited XHTML. */
export function narrativeOf(rows: readonly SummaryRow[], sentence: string, language: keyof Words): string {
  const said = sentence === '' ? '' : `<p>${escapeXml(sentence)}</p>`;
  if (rows.length === 0) return division(said, language);
  const head = headings.map((words) => `<th>${escapeXml(words[language])}</th>`).join('');
  const body = rows
    .map(
      ({ when, what, detail }) =>
        `<tr>${[when, what, detail].map((text) => `<td>${escapeXml(text)}</td>`).join('')}</tr>`,
    )
    .join('');
  return division(`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${said}`, language);
}

function division(content: string, language: keyof Words): string {
  return `<div xmlns="http://www.w3.org/1999/xhtml" lang="${language}" xml:lang="${language}">${content}</div>`;
}

/** Text of a record within XHTML; characters that XML 1.0 §2.2 does not have are left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
