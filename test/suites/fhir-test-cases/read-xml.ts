/** An element of a document as far as the cases of a suite need it: no DTD, no processing instructions. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text inside, that of children included, as it is meant. */
  readonly text: string;
  /** The element as it was written. */
  readonly source: string;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const markup =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly start: number;
  text: string;
}

/** Reads an XML document. @throws Error when it is not well formed */
export function readXml(written: string): XmlElement {
  // XML 1.0 §2.11: however lines end, they end in a line feed.
  const document = written.replace(/\r\n?/g, '\n');
  const open: OpenElement[] = [];
  let position = 0;
  for (const match of document.matchAll(markup)) {
    const [whole, data, closed, opened, attributes = '', slash] = match;
    const inner = open.at(-1);
    if (inner !== undefined) inner.text += decode(document.slice(position, match.index)) + (data ?? '');
    position = match.index + whole.length;
    if (opened !== undefined) {
      open.push({ name: opened, attributes: readAttributes(attributes), children: [], start: match.index, text: '' });
    }
    if (closed === undefined && slash !== '/') continue;
    const done = close(open, closed, document.slice(0, position));
    if (open.length === 0) return done;
  }
  throw new Error('the document ends too early');
}

function close(open: OpenElement[], name: string | undefined, before: string): XmlElement {
  const element = open.pop();
  if (element === undefined || (name !== undefined && element.name !== name))
    throw new Error(`</${name}> closes nothing`);
  const { start, ...rest } = element;
  const done = { ...rest, source: before.slice(start) };
  const outer = open.at(-1);
  outer?.children.push(done);
  if (outer !== undefined) outer.text += done.text;
  return done;
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
  return new Map(pairs.map(([, name = '', double, single]) => [name, decode(double ?? single ?? '')]));
}

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return entities[name] ?? whole;
  });
}

/** The children of a name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
