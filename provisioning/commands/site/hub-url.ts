import { readNode } from '../../node-folder.js';

/** The address that the sheet names: the hub's public name and its HTTPS port. */
export function hubUrlOf(dir: string): string {
  const node = readNode(dir);
  const host = node.kind === 'hub' && node.publicHost !== '' ? node.publicHost : 'localhost';
  return `https://${host}:${node.https.port}`;
}
