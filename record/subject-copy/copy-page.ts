import { actWord, authorWord, type CopyPageWords, copyPageWords } from './copy-page-words.js';
import type { CopyContent, CopyHead, CopyLook, CopyPiece, CopyVersion, CopyWriter } from './copy-piece.js';
import { htmlText } from './html-text.js';
import { plainChanges, plainRows } from './plain-rows.js';
import { type CopyLanguage, typeWord } from './plain-words.js';

const style = `body{font:11pt/1.45 system-ui,sans-serif;color:#1b2430;max-width:48rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.15rem;border-bottom:2px solid #2b6777;margin:1.8rem 0 .6rem;padding-bottom:.2rem}
h3{font-size:1rem;margin:1rem 0 .3rem}table{border-collapse:collapse;width:100%;margin:.3rem 0 .8rem}
th,td{text-align:left;vertical-align:top;padding:.2rem .5rem .2rem 0;border-bottom:1px solid #dde3e8;overflow-wrap:anywhere}
tbody th{font-weight:500;color:#4a5866;width:11rem}.soft{color:#4a5866;font-size:.9em}.warn{border-left:4px solid #b45309;padding:.3rem .7rem}
img{max-width:100%}section{break-inside:auto}h2,h3{break-after:avoid}tr{break-inside:avoid}
@page{size:A4;margin:16mm 14mm}@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}}`;

/** What every browser shows as a picture, and none as a page. */
const shownImages: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);
const extensions: Readonly<Record<string, string>> = {
  ...{ 'application/pdf': 'pdf', 'text/plain': 'txt', 'image/tiff': 'tiff', 'application/dicom': 'dcm' },
  ...{ 'audio/mpeg': 'mp3', 'video/mp4': 'mp4' },
};

/** A copy as a page that stands by itself and prints on A4: the whole record in plain words, in one language. */
export class CopyPage implements CopyWriter {
  readonly #head: CopyHead;
  readonly #language: CopyLanguage;
  readonly #words: CopyPageWords;
  /** What is open and has to be closed before something else begins. */
  #open: 'nothing' | 'resource' | 'looks' = 'nothing';
  #type = '';
  /** The version after which the next one, an older one, comes: what it changed is known then. */
  #newer: CopyVersion | undefined;
  /** What closes the content that is being written. */
  #contentEnd = '';

  constructor(head: CopyHead, language: CopyLanguage) {
    this.#head = head;
    this.#language = language;
    this.#words = copyPageWords[language];
  }

  begin(): string {
    const { title, lead, keep } = this.#words;
    const { node, madeAt, patient } = this.#head;
    return `<!doctype html>
<html lang="${this.#language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${htmlText(title)}</title><style>${style}</style></head><body><main>
<h1>${htmlText(title)}</h1><p>${htmlText(lead(node.name, timeOf(madeAt)))}</p>
<p class="warn">${htmlText(keep)}</p><p class="soft">Patient/${htmlText(patient)}</p>`;
  }

  of(piece: CopyPiece): string {
    switch (piece.kind) {
      case 'resource':
        return this.#close() + this.#resource(piece);
      case 'version':
        return this.#version(piece.version);
      case 'content':
        return this.#close() + this.#contentBegin(piece.content);
      case 'content-part':
        return piece.base64;
      case 'content-end':
        return this.#contentEnd;
      case 'look':
        return this.#look(piece.look);
      case 'holders': {
        const { holders, holdersLead, holder } = this.#words;
        const list = piece.holders.map((each) => `<li>${htmlText(holder(each))}</li>`).join('');
        return `${this.#close()}<h2>${htmlText(holders)}</h2><p>${htmlText(holdersLead)}</p><ul>${list}</ul>`;
      }
    }
  }

  end(): string {
    return `${this.#close()}</main></body></html>\n`;
  }

  #resource({ type, line }: Extract<CopyPiece, { kind: 'resource' }>): string {
    const heading = typeWord(type, this.#language);
    const title = type === this.#type ? '' : `<h2>${htmlText(heading)}</h2>`;
    this.#type = type;
    this.#open = 'resource';
    const rows = line === null ? [] : plainRows(line, this.#language);
    const shown = rows.map(
      ({ label, value }) => `<tr><th scope="row">${htmlText(label)}</th><td>${htmlText(value)}</td></tr>`,
    );
    const content =
      line === null ? `<p>${htmlText(this.#words.withdrawn)}</p>` : `<table><tbody>${shown.join('')}</tbody></table>`;
    return `${title}<section>${content}<p class="soft">${htmlText(this.#words.changes)}</p><ul class="soft">`;
  }

  /** An image is shown, so that it is printed, too; anything else is kept in the page, to be saved from it. */
  #contentBegin({ hash, contentType, bytes, isHere }: CopyContent): string {
    const { contentAway, contentSave } = this.#words;
    if (!isHere) return `<p class="warn">${htmlText(contentAway(sizeOf(bytes)))}</p>`;
    const type = /^[a-z]+\/[a-z0-9.+-]+$/i.exec(contentType)?.[0].toLowerCase() ?? 'application/octet-stream';
    if (shownImages.has(type)) {
      this.#contentEnd = '"></p>';
      return `<p><img alt="" src="data:${type};base64,`;
    }
    this.#contentEnd = `">${htmlText(contentSave(sizeOf(bytes)))}</a></p>`;
    return `<p><a download="${hash.slice(0, 8)}.${extensions[type] ?? 'bin'}" href="data:${type};base64,`;
  }

  #version(version: CopyVersion): string {
    const text = this.#changesOf(version);
    this.#newer = version;
    return text;
  }

  /** What the newer one said otherwise than `older`; the first version of all changed nothing. */
  #changesOf(older: CopyVersion | undefined): string {
    const newer = this.#newer;
    if (newer === undefined) return '';
    const { wrote, element, before, after, nothing } = this.#words;
    const line = htmlText(wrote(authorWord(newer.authorName, this.#language), timeOf(newer.at), newer.gone));
    const changes = older === undefined ? [] : plainChanges(older.body, newer.body, this.#language);
    if (changes.length === 0 || newer.gone !== null) return `<li>${line}</li>`;
    const cell = (text: string) => `<td>${htmlText(text || nothing)}</td>`;
    const rows = changes.map(
      (each) => `<tr><th scope="row">${htmlText(each.label)}</th>${cell(each.before)}${cell(each.after)}</tr>`,
    );
    const head = [element, before, after].map((text) => `<th scope="col">${htmlText(text)}</th>`).join('');
    return `<li>${line}<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></li>`;
  }

  #look({ at, authorName, action, subject, outcome }: CopyLook): string {
    const { looks, looksLead, when, who, did, onWhat, refused } = this.#words;
    const [type = ''] = subject.split(/[/?]/);
    const act = actWord(action, this.#language) + (outcome === 'refused' ? ` (${refused})` : '');
    const cells = [
      timeOf(at),
      authorWord(authorName, this.#language),
      act,
      type === '' ? '' : typeWord(type, this.#language),
    ];
    const row = `<tr>${cells.map((text) => `<td>${htmlText(text)}</td>`).join('')}</tr>`;
    if (this.#open === 'looks') return row;
    const before = this.#close();
    this.#open = 'looks';
    const head = [when, who, did, onWhat].map((text) => `<th scope="col">${htmlText(text)}</th>`).join('');
    const lead = htmlText(looksLead(this.#head.node.name));
    return `${before}<h2>${htmlText(looks)}</h2><p>${lead}</p><table><thead><tr>${head}</tr></thead><tbody>${row}`;
  }

  #close(): string {
    const open = this.#open;
    const last = this.#changesOf(undefined);
    this.#newer = undefined;
    this.#open = 'nothing';
    if (open === 'resource') return `${last}</ul></section>`;
    return open === 'looks' ? '</tbody></table>' : '';
  }
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** In UTC, as the audit has it: who reads it elsewhere reads the same. */
function timeOf(milliseconds: number): string {
  const [date = '', time = ''] = new Date(milliseconds).toISOString().split('T');
  return `${date.split('-').toReversed().join('/')} ${time.slice(0, 5)} UTC`;
}
