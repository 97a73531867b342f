import { apiLimits } from '../limits.js';

export type HookHeader = readonly [name: string, value: string];

/** Those that say how a message is framed or where it goes (RFC 9110 §7.6.1, RFC 9112 §6), or that are ours to write. */
const ours: ReadonlySet<string> = new Set([
  ...['host', 'connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'via'],
  ...['content-length', 'content-type', 'content-encoding', 'carnet-notification', 'carnet-message', 'user-agent'],
]);
/** RFC 9110 §5.1 and §5.5, without what is obsolete. */
const form = /^([!#$%&'*+.^_`|~\dA-Za-z-]{1,100}):[ \t]*([\x20-\x7e\t]*)$/;

/**
 * The headers that a Subscription has sent with each notification, `Authorization: …`. What is wrong is told by its place, for
 * a header is a secret.
 */
export function readHeaders(texts: unknown, tell: (path: string, text: string) => void): readonly HookHeader[] {
  const list = Array.isArray(texts) ? texts.map(String) : [];
  const characters = list.reduce((sum, { length }) => sum + length, 0);
  if (list.length > apiLimits.hookHeadersMax || characters > apiLimits.hookHeaderCharactersMax) {
    tell('channel.header', `at most ${apiLimits.hookHeadersMax}, of ${apiLimits.hookHeaderCharactersMax} characters`);
    return [];
  }
  const names = new Set<string>();
  return list.flatMap((text, index) => {
    const path = `channel.header[${index}]`;
    const [, name, value] = form.exec(text) ?? [];
    if (name === undefined || value === undefined) tell(path, 'must be a header as HTTP writes it: Name: value');
    else if (ours.has(name.toLowerCase()) || /^proxy-/i.test(name))
      tell(path, 'is a header that the server writes itself');
    else if (names.has(name.toLowerCase())) tell(path, 'stands there twice');
    else {
      names.add(name.toLowerCase());
      return [[name, value.trim()] as const];
    }
    return [];
  });
}
