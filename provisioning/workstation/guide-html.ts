import { sheetStyle } from '../sheet/sheet-style.js';
import type { Words } from '../words.js';
import { guideSystems, guideWords } from './guide-words.js';
import { packagePassword, type WorkstationTrust } from './trust-package.js';

const guideStyle = `
.prints { border: 0.5mm solid #1b2a2f; border-radius: 1.5mm; padding: 2mm 4mm; display: flex; gap: 6mm; align-items: center; }
.prints div { flex: 1; min-width: 0; }
.prints svg { flex: none; width: 30mm; height: 30mm; display: block; }
.prints p { margin: 0 0 1mm; font-weight: 600; }
.print { display: block; font-size: 8.4pt; overflow-wrap: anywhere; margin-bottom: 1mm; }
`;

/**
 * The guide as one HTML file of one A4 page, French beside English; it asks nothing of any network.
 * @param qrSvg an `<svg>` of the address
 */
export function guideHtml(trust: WorkstationTrust, qrSvg: string): string {
  const { title, site, address, others } = guideWords;
  const [url = '', ...more] = trust.urls;
  const facts: readonly [Words, string][] = [
    [site, `${trust.site} · ${trust.name}`],
    [address, url],
    [others, more.join(' · ')],
  ];
  const list = facts.map(([words, value]) => `<dt>${both(words)}</dt><dd>${escapeHtml(value)}</dd>`).join('');
  const columns = (['fr', 'en'] as const).map((language) => column(trust, language)).join('');
  const keep = (['fr', 'en'] as const).map((language) => `<p lang="${language}">${guideWords.keep[language]}</p>`);
  const head = `<header><h1>${title.fr} <small lang="en">${title.en}</small></h1><span class="mark">Carnet</span></header>`;
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title.fr} ${escapeHtml(trust.site)} · ${escapeHtml(trust.name)}</title><style>${sheetStyle}${guideStyle}</style></head>
<body><main>${head}<dl>${list}</dl>${prints(trust, qrSvg)}<div class="columns">${columns}</div><div class="keep">${keep.join('')}</div></main></body></html>
`;
}

function prints({ sha256, sha1 }: WorkstationTrust, qrSvg: string): string {
  const { compare } = guideWords;
  const said = `<p>${compare.fr}</p><p lang="en">${compare.en}</p>`;
  const shown = [`SHA-256 ${sha256}`, `SHA-1 ${sha1}`].map((text) => `<code class="print">${text}</code>`).join('');
  return `<div class="prints"><div>${said}${shown}</div>${qrSvg}</div>`;
}

function column({ site }: WorkstationTrust, language: keyof Words): string {
  const fill = (words: Words) =>
    escapeHtml(words[language])
      .replaceAll('{label}', `carnet-${site.toLowerCase()}`)
      .replaceAll('{password}', packagePassword)
      .replace(/`([^`]+)`/g, '<code>$1</code>');
  const parts = guideSystems.map(([system, steps]) => {
    const items = steps.map((step) => `<li>${fill(step)}</li>`).join('');
    return `<section><h2>${system[language]}</h2><ol>${items}</ol></section>`;
  });
  return `<div lang="${language}">${parts.join('')}</div>`;
}

function both({ fr, en }: Words): string {
  return fr === en ? fr : `${fr} <span lang="en">· ${en}</span>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
