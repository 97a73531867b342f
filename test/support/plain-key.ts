import type { NewSecurityKey } from '../../journal/security-keys/security-key-store.js';

/** A security key as it is kept, whose answers nobody judges. */
export function plainKey(user: string, name: string): NewSecurityKey {
  return {
    id: Buffer.from(name).toString('base64url'),
    ...{ user, name, publicKey: Buffer.alloc(77, name), host: 'carnet-7kd.local' },
    ...{ signCount: 0, transports: ['usb'], verifies: true, addedMilliseconds: 1_000 },
  };
}
