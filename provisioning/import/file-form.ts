/** A Bundle · one resource a line (NDJSON) · one resource, indented over several lines. */
export type FileForm = 'bundle' | 'lines' | 'single';

/** How much of a file's beginning `fileForm` wants to see, in characters. */
export const headCharacters = 64 * 1024;

/** Tells the form of a file by its name and its beginning. */
export function fileForm(name: string, head: string): FileForm {
  if (name.toLowerCase().endsWith('.ndjson')) return 'lines';
  const text = head.trimStart();
  const firstLine = text.split('\n', 1)[0] ?? '';
  const first = resourceTypeOf(firstLine);
  if (first !== undefined) return first === 'Bundle' ? 'bundle' : 'lines';
  // The first line is no whole resource: either the file is indented, or the line is longer than what was read.
  if (/"resourceType"\s*:\s*"(\w+)"/.exec(text)?.[1] === 'Bundle') return 'bundle';
  if (/^\{[^{[]*"entry"\s*:\s*\[/.test(text)) return 'bundle';
  return firstLine.length < text.length && !firstLine.trimEnd().endsWith('}') ? 'single' : 'lines';
}

function resourceTypeOf(line: string): string | undefined {
  try {
    const type: unknown = (JSON.parse(line) as { resourceType?: unknown } | null)?.resourceType;
    return typeof type === 'string' ? type : '';
  } catch {
    return undefined;
  }
}
