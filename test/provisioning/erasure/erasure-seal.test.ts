import t from 'tap';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import { createAuthority } from '../../../provisioning/certificates/authority.js';
import { erasureSealer, isErasureSealed } from '../../../provisioning/erasure/erasure-seal.js';
import { erasureOf } from '../../support/erasures.js';

t.test('[S94] the seal of an erasure is good for exactly that order, and for no other authority', async (t) => {
  const [own, other] = [await createAuthority('Test', Date.now()), await createAuthority('Other', Date.now())];
  const identity = { authorityPem: own.certificatePem, authorityKeyPem: own.keyPem } as Parameters<
    typeof erasureSealer
  >[0];
  const order = erasureOf('p1');
  const sealed = { ...order, seal: erasureSealer(identity)(order) };
  t.ok(isErasureSealed(own.certificatePem, sealed));
  t.notOk(isErasureSealed(other.certificatePem, sealed));
  t.notOk(isErasureSealed(own.certificatePem, order), 'without one');
  const resource = { type: parseResourceType('Basic'), id: parseResourceId('b1') };
  const altered = [
    { id: 'another' },
    { patient: parseResourceId('p2') },
    { resources: [resource] },
    { reason: 'subject-request' },
    { reference: 'another' },
    { by: 'bela' },
    { author: 'another' },
    { orderedMilliseconds: order.orderedMilliseconds + 1 },
  ];
  for (const change of altered) t.notOk(isErasureSealed(own.certificatePem, { ...sealed, ...change }));
});
