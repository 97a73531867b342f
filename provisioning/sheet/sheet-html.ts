import type { Words } from '../words.js';
import { sheetStyle } from './sheet-style.js';
import { sheetOffline, sheetSteps, sheetTrouble, sheetWords } from './sheet-words.js';

/** What a technician takes along. */
export interface InstallationSheet {
  readonly site: string;
  readonly name: string;
  readonly region: string;
  readonly oneTimeCode: string;
  readonly expiresMilliseconds: number;
  readonly hubUrl: string;
  /** What to type on the box, and what the picture holds. */
  readonly command: string;
  /** An `<svg>`. */
  readonly qrSvg: string;
}

type Language = keyof Words;

/** The sheet as one HTML file of one A4 page, French beside English; it asks nothing of any network. */
export function sheetHtml(sheet: InstallationSheet): string {
  const { title, site, region, hub } = sheetWords;
  const facts: readonly [Words, string][] = [
    [site, `${sheet.site} · ${sheet.name}`],
    [region, sheet.region],
    [hub, sheet.hubUrl],
  ];
  const head = `<header><h1>${title.fr} <small lang="en">${title.en}</small></h1><span class="mark">Carnet</span></header>`;
  const list = facts.map(([words, value]) => `<dt>${both(words)}</dt><dd>${escapeHtml(value)}</dd>`).join('');
  const languages = ['fr', 'en'] as const;
  const columns = languages.map((language) => column(sheet, language)).join('');
  const keep = languages.map((language) => `<p lang="${language}">${sheetWords.keep[language]}</p>`).join('');
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title.fr} ${escapeHtml(sheet.site)} · ${escapeHtml(sheet.name)}</title><style>${sheetStyle}</style></head>
<body><main>${head}<dl>${list}</dl>${keyBox(sheet)}<div class="columns">${columns}</div><div class="keep">${keep}</div></main></body></html>
`;
}

function keyBox({ oneTimeCode, expiresMilliseconds, qrSvg }: InstallationSheet): string {
  const { code, until, scan } = sheetWords;
  const time = new Date(expiresMilliseconds).toISOString().slice(0, 16).replace('T', ' ');
  const shown = `<div><span class="label">${both(code)}</span><p class="code">${escapeHtml(oneTimeCode)}</p><span class="label">${both(until)}</span> <strong>${time} UTC</strong></div>`;
  return `<div class="key">${shown}<figure>${qrSvg}<figcaption>${scan.fr}<br><span lang="en">${scan.en}</span></figcaption></figure></div>`;
}

function column(sheet: InstallationSheet, language: Language): string {
  const item = (words: Words) => `<li>${fill(words[language], sheet)}</li>`;
  const part = (title: Words, tag: 'ol' | 'ul', items: readonly Words[]) =>
    items.length === 0
      ? ''
      : `<section><h2>${title[language]}</h2><${tag}>${items.map(item).join('')}</${tag}></section>`;
  const { todo, offline, trouble } = sheetWords;
  const parts = part(todo, 'ol', sheetSteps) + part(offline, 'ul', sheetOffline) + part(trouble, 'ul', sheetTrouble);
  return `<div lang="${language}">${parts}</div>`;
}

/** What is typed is set apart; the command stands on lines of its own. */
function fill(text: string, { command, site, oneTimeCode }: InstallationSheet): string {
  return escapeHtml(text)
    .replaceAll('{site}', escapeHtml(site))
    .replaceAll('{code}', escapeHtml(oneTimeCode))
    .replace(/`([^`]+)`/g, (_, typed: string) => `<code>${words(typed)}</code>`)
    .replace('{command}', `<code class="command">${words(escapeHtml(command))}</code>`);
}

/** A command breaks between its words only. */
function words(typed: string): string {
  return typed
    .split(' ')
    .map((word) => `<span>${word}</span>`)
    .join(' ');
}

function both({ fr, en }: Words): string {
  return fr === en ? fr : `${fr} <span lang="en">· ${en}</span>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
