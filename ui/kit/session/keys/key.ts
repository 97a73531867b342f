import type { KeyCreation, KeyWay } from '../../../../protocol/security-key-messages.js';
import { request } from '../../http/request.js';

/** How who is in a session can show their key; `null` where they have none that is good. */
export async function askForKey(): Promise<KeyWay | null> {
  return ((await request('POST', '/api/session/key')).value as { readonly key: KeyWay | null }).key;
}

/** What a new key is made by, for who was offered a second factor. @throws Failure `missing` when the offer has ended */
export async function askForOfferedKey(token: string): Promise<KeyCreation> {
  const { value } = await request('POST', '/api/session/second-factor/key', { body: { token } });
  return (value as { readonly creation: KeyCreation }).creation;
}
