import { Problem } from '../../../protocol/problem.js';
import type { MadeKey, ShownKey } from '../../../protocol/security-key-messages.js';

const knownTransports: ReadonlySet<string> = new Set([
  ...['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'],
]);

/** @throws Problem `body-malformed` */
export function readShownKey(value: unknown): ShownKey {
  const { id, response } = membersOf(value);
  const { clientDataJSON, authenticatorData, signature } = membersOf(response);
  return {
    id: encoded(id),
    response: {
      clientDataJSON: encoded(clientDataJSON),
      authenticatorData: encoded(authenticatorData),
      signature: encoded(signature),
    },
  };
}

/** @throws Problem `body-malformed` */
export function readMadeKey(value: unknown): MadeKey {
  const { id, response } = membersOf(value);
  const { clientDataJSON, attestationObject, transports } = membersOf(response);
  const known = (Array.isArray(transports) ? transports : []).filter((one) => knownTransports.has(one));
  return {
    id: encoded(id),
    response: {
      clientDataJSON: encoded(clientDataJSON),
      attestationObject: encoded(attestationObject),
      transports: [...new Set<string>(known)],
    },
  };
}

type Member =
  | 'id'
  | 'response'
  | 'clientDataJSON'
  | 'authenticatorData'
  | 'signature'
  | 'attestationObject'
  | 'transports';

function membersOf(value: unknown): Readonly<Partial<Record<Member, unknown>>> {
  if (typeof value !== 'object' || value === null) throw new Problem('body-malformed', 'not the answer of a key');
  return value;
}

function encoded(value: unknown): string {
  if (typeof value === 'string' && /^[\w-]+$/.test(value)) return value;
  throw new Problem('body-malformed', 'not the answer of a key');
}
