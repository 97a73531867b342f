const indent = '  ';
/** A string, or one character of structure; white space between tokens is left out. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Lays out a JSON text for people (`_pretty`, FHIR R4 §3.1.0.1.9); strings and numbers stay as they were written. */
export function prettyJson(text: string): string {
  let out = '';
  let depth = 0;
  let previous = '';
  for (const [part] of text.matchAll(token)) {
    const closes = part === '}' || part === ']';
    const opened = previous === '{' || previous === '[';
    if (closes) depth -= 1;
    if (opened !== closes || previous === ',') out += newLine(depth);
    out += part === ':' ? ': ' : part;
    if (part === '{' || part === '[') depth += 1;
    previous = part;
  }
  return out;
}

function newLine(depth: number): string {
  return `\n${indent.repeat(depth)}`;
}
