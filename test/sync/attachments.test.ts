import { createHash } from 'node:crypto';
import t from 'tap';
import { startNetwork } from '../support/programs-network.js';
import { machineTokenOf, tokenOf } from '../support/programs-people.js';
import { eventually, readRecord, writePatient, writeReferral } from '../support/programs-records.js';
import { seededRandom } from '../support/seeded-random.js';

const megabyte = 1024 * 1024;

function film(bytes: number): Buffer {
  const random = seededRandom(bytes);
  const content = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) content.writeUInt32LE(random.below(2 ** 32), at);
  return content;
}

async function upload(port: number | undefined, token: string, patient: string, content: Buffer): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/fhir/Binary`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/dicom',
      'x-security-context': `Patient/${patient}`,
    },
    body: new Blob([new Uint8Array(content)]),
  });
  const body = (await answer.json()) as { readonly id: string };
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
  return body.id;
}

t.test(
  '[A2][A3] fifty megabytes over a line that is cut ten times: whole, and hardly anything sent twice',
  async (t) => {
    const network = await startNetwork(t, ['Garoua', 'Douala']);
    const [garoua, douala] = network.sites;
    const [fibre, geo] = [garoua?.relays.get('fibre'), garoua?.relays.get('geo')];
    if (garoua === undefined || douala === undefined || fibre === undefined || geo === undefined)
      throw new Error('sites');
    const token = await tokenOf(garoua.dir, 'doctor');
    const patient = await writePatient(garoua.edge.journal, 'Ngono');
    await writeReferral(garoua.edge.journal, patient, douala.code);
    const content = film(50 * megabyte);
    geo.setCut('refuse');
    const before = fibre.bytes.up;
    const id = await upload(garoua.edge.httpPort, token, patient, content);
    let cuts = 0;
    let deliveryBefore: unknown;
    while (cuts < 10) {
      const mark = fibre.bytes.up + 4 * megabyte;
      await eventually('some of it passes', async () => fibre.bytes.up >= mark, 240_000);
      fibre.setCut('refuse');
      cuts += 1;
      deliveryBefore ??= await deliveryOf(garoua.edge.httpPort, token, id);
      await new Promise((resolve) => setTimeout(resolve, 50));
      fibre.setCut(undefined);
    }
    const hash = createHash('sha256').update(content).digest('hex');
    const hubDelivery = () => deliveryOf(garoua.edge.httpPort, token, id);
    t.equal(deliveryBefore, 'site', 'the record alone is not yet the attachment');
    await eventually('the hub holds it whole', async () => (await hubDelivery()) === 'hub', 240_000);
    const sent = garoua.edge.engine.attachments.bytesSent;
    const again = sent - content.length;
    t.ok(again >= 0 && again <= content.length / 10, `${again} bytes sent again of ${content.length}, ${cuts} cuts`);
    t.comment(`resent ${((100 * again) / content.length).toFixed(2)} %; on the line ${fibre.bytes.up - before} bytes`);

    const readAt = async (port: number | undefined, dir: string) => {
      const reader = await tokenOf(dir, 'doctor');
      return eventually(
        'it can be read there',
        async () => {
          const answer = await fetch(`http://127.0.0.1:${port}/fhir/Binary/${id}`, {
            headers: { authorization: `Bearer ${reader}` },
          });
          const bytes = Buffer.from(await answer.arrayBuffer());
          return answer.status === 200 ? createHash('sha256').update(bytes).digest('hex') : undefined;
        },
        240_000,
      );
    };
    t.equal(await readAt(douala.edge.httpPort, douala.dir), hash, 'the referred-to hospital has it, byte for byte');
    t.ok(await readRecord(network.hub.journal, 'Binary', id));
  },
);

async function deliveryOf(port: number | undefined, token: string, id: string): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/delivery/Binary/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { readonly reached?: unknown }).reached;
}

t.test('[A4] over a metered link the content waits, until a person at the other end asks for it', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [garoua] = network.sites;
  if (garoua === undefined) throw new Error('site');
  garoua.relays.get('fibre')?.setCut('refuse');
  await eventually('the satellite is in use', async () =>
    garoua.edge.engine.links.show().some(({ name, state }) => name === 'geo' && state === 'active'),
  );
  const token = await tokenOf(garoua.dir, 'doctor');
  const patient = await writePatient(garoua.edge.journal, 'Ngono');
  const id = await upload(garoua.edge.httpPort, token, patient, film(megabyte));
  await eventually('the record is at the hub', () => readRecord(network.hub.journal, 'Binary', id));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  t.equal(garoua.edge.engine.attachments.bytesSent, 0, 'no content was paid for');
  const reader = await machineTokenOf(network.hubDir);
  const get = () =>
    fetch(`http://127.0.0.1:${network.hub.httpPort}/fhir/Binary/${id}`, {
      headers: { authorization: `Bearer ${reader}` },
    });
  const pending = await get();
  t.equal(pending.status, 503);
  t.match(await pending.json(), { resourceType: 'OperationOutcome' });
  await eventually('it comes after it was asked for', async () => (await get()).status === 200, 120_000);
});
