/** What stands in no record but those of this test: a name, what tells a person apart, and what was found. */
export const canaries = {
  family: 'Zanzibaryx',
  given: 'Éloïsquelle-Xyzélie',
  phone: '+237699417058',
  identifier: 'CNI-9X7KQZ4417',
  address: 'Rue Wxyzédrine',
  note: 'toux fébrile à Mbôléqoua depuis l’été',
} as const;

/** What shows that a file holds records or a database in the clear, whoever's they are. */
export const marks = ['"resourceType"', 'SQLite format 3', 'CREATE TABLE'] as const;

/** One way in which a text may stand in a file; both as latin-1, in lower case. */
export interface Needle {
  readonly name: string;
  readonly bytes: string;
}

/** Every canary in every form. */
export function canaryNeedles(): Needle[] {
  const texts = [...Object.entries(canaries), ...marks.map((mark) => [mark, mark] as const)];
  return texts.flatMap(([name, text]) => formsOf(text).map((form) => needleOf(name, form)));
}

/** A secret's bytes as they are, and as people and programs write bytes. @param text the form that it is used in */
export function secretNeedles(name: string, text: string): Needle[] {
  const raw = /^(?:[0-9a-f]{2})+$/.test(text) ? [Buffer.from(text, 'hex')] : [];
  const forms = [Buffer.from(text), ...raw, ...raw.flatMap(base64Forms), ...raw.map((bytes) => url64(bytes))];
  return forms.map((form) => needleOf(name, form));
}

/** As it is searched: ASCII and latin-1 letters in lower case, byte for byte. */
export function searchable(bytes: Buffer): string {
  return bytes.toString('latin1').toLowerCase();
}

function needleOf(name: string, bytes: Buffer): Needle {
  return { name, bytes: searchable(bytes) };
}

function formsOf(text: string): Buffer[] {
  const spelt = [text, text.toLowerCase(), text.toUpperCase(), folded(text), text.normalize('NFD')];
  const forms = [...new Set(spelt)].flatMap((each) => {
    const bytes = Buffer.from(each);
    const wide = Buffer.from(each, 'utf16le');
    return [
      ...[bytes, wide, Buffer.from(wide).swap16(), Buffer.from(each, 'latin1')],
      ...[Buffer.from(bytes.toString('hex')), ...base64Forms(bytes), url64(bytes)],
      ...[Buffer.from(encodeURIComponent(each)), Buffer.from(escaped(each))],
    ];
  });
  return [...new Map(forms.map((form) => [searchable(form), form])).values()];
}

/** Without accents, as a search index has it. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** As JSON may have it. */
function escaped(text: string): string {
  return [...text].map((letter) => (letter < '\x80' ? letter : `\\u${hexOf(letter)}`)).join('');
}

function hexOf(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(4, '0');
}

/** Where bytes stand in the midst of others, base64 has one of three forms; what hangs on the neighbours is left out. */
function base64Forms(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const own = text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
    return Buffer.from(own);
  });
}

function url64(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64url'));
}
