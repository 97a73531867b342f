import t from 'tap';
import { systemReaders } from '../../../edge-agent/facts/box-readers.js';
import { FactsTeller } from '../../../edge-agent/facts/facts-teller.js';
import type { OpenSession } from '../../../edge-agent/links/open-session.js';
import type { Holds } from '../../../journal/orders/taken-order-store.js';
import { decodeControl } from '../../../protocol/control/control.js';
import { noBackupFacts } from '../../../protocol/facts/backup-facts.js';
import type { BoxFacts, UpsFacts } from '../../../protocol/facts/box-facts.js';
import { parseLinkName } from '../../../protocol/ids.js';
import { createAuthority } from '../../../provisioning/certificates/authority.js';
import { timersOf, VirtualTime } from '../../simulation/virtual-time.js';
import { plainWelcome } from '../../support/protocol-arbitraries.js';
import { seededRandom } from '../../support/seeded-random.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const now = 1_800_000_000_000;
const minute = 60_000;

function setUp() {
  const time = new VirtualTime();
  const box: { ups: UpsFacts | undefined; diskFails: boolean; linkFaults: BoxFacts['linkFaults'] } = {
    ...{ ups: undefined, diskFails: false, linkFaults: [] },
  };
  const held: { holds: Holds | undefined } = { holds: undefined };
  const told: BoxFacts[] = [];
  const teller = new FactsTeller({
    readers: {
      ...{ version: '0.1.0', readCertificateEnd: () => now + 9, readMemoryFreeBytes: () => 7 },
      readDisk: async () => {
        if (box.diskFails) throw new Error('EIO');
        return { freeBytes: 5, totalBytes: 10 };
      },
      ...{ readUps: async () => box.ups, readBackups: () => noBackupFacts, readLinkFaults: () => box.linkFaults },
      ...{ readSelfTest: () => undefined, readAvailability: () => [] },
      readProgram: () => ({ schema: 26, protocol: 1, upgrade: null }),
    },
    holds: () => held.holds,
    now: () => now + time.elapsedMilliseconds,
    timers: timersOf(time, seededRandom(1), () => true),
    onError: (error) => {
      throw error;
    },
  });
  const sessionOf = (hubMilliseconds: number): OpenSession => ({
    ...{ link: parseLinkName('fibre'), metered: false, kind: 'fibre', answerMilliseconds: 200 },
    welcome: {
      ...{ kind: 'welcome', protocol: 1, schema: 1, hubEpoch: 1, epoch: 1, hubMilliseconds, dictionaries: [], ups: [] },
      ...plainWelcome,
    },
    sign: () => new Uint8Array(),
    publish: async (_channel, payload) => {
      const message = decodeControl(payload);
      if (message.kind === 'node-facts') told.push(message.facts);
    },
  });
  return { time, box, held, told, teller, sessionOf };
}

t.test('[L49] a box says what it is like at the start of a session, and when something presses', async (t) => {
  const { time, box, held, told, teller, sessionOf } = setUp();
  teller.start();
  const session = sessionOf(now - 30_000);
  teller.noteHubTime(session);
  teller.use(session);
  await time.runUntil(5 * minute);
  t.equal(told.length, 0, 'nothing is said of what is not known: whether bulk is held back');
  held.holds = {};
  teller.wake();
  await time.runUntil(6 * minute);
  t.match(told, [
    {
      version: '0.1.0',
      clockState: 'sure',
      clockOffsetMilliseconds: 29_900,
      ups: null,
      bulkHeld: false,
      drillAt: null,
    },
  ]);
  await time.runUntil(60 * minute);
  t.equal(told.length, 1, 'nothing has changed');
  box.ups = { state: 'OB DISCHRG', chargePercent: 90 };
  await time.runUntil(62 * minute);
  t.match(told[1], { ups: { state: 'OB DISCHRG', chargePercent: 90 } });
  held.holds = { bulk: { by: 'amina', atBox: false, sinceMilliseconds: now } };
  teller.wake();
  await time.runUntil(63 * minute);
  t.match(told[2], { bulkHeld: true, forcedLink: null });
  teller.use(session);
  await time.runUntil(64 * minute);
  t.equal(told.length, 3, 'the same session is no other one');
  teller.use(undefined);
  teller.use(sessionOf(now));
  await time.runUntil(65 * minute);
  t.equal(told.length, 4, 'another session is told all');
  teller.noteLinks();
  await time.runUntil(66 * minute);
  t.equal(told.length, 4, 'links changed, and their set-up did not');
  box.linkFaults = [{ link: 'geo', code: 'name-unresolved', about: 'hub.invalid' }];
  teller.noteLinks();
  await time.runUntil(67 * minute);
  t.match(told[4], { linkFaults: [{ code: 'name-unresolved', about: 'hub.invalid' }] });
  const stopped = teller.stop();
  await time.runUntil(68 * minute);
  await stopped;
  teller.wake();
  await time.runUntil(90 * minute);
  t.equal(told.length, 5);
});

t.test(
  '[L49] a clock is sure when the hub agrees; a disk that cannot be asked is no reason to be silent',
  async (t) => {
    const { box, teller, sessionOf } = setUp();
    t.match(await teller.read(), { clockState: 'unsure', clockOffsetMilliseconds: null });
    teller.noteHubTime(sessionOf(now + 3_600_000));
    box.diskFails = true;
    const facts = await teller.read();
    t.match(facts, { clockState: 'unsure', clockOffsetMilliseconds: -3_600_100, diskFreeBytes: 0, diskTotalBytes: 0 });
  },
);

t.test('the readers of a program read this machine', async (t) => {
  const { certificatePem } = await createAuthority('Test', now, stockKeyPairs);
  const dir = temporaryFolder(t);
  const readers = systemReaders({
    ...{
      dir,
      version: '0.1.0',
      programFolder: dir,
      readCertificate: () => certificatePem,
      readTrust: () => certificatePem,
      readBackups: () => noBackupFacts,
      readSelfTest: () => undefined,
      readAvailability: () => [],
      readLinkFaults: () => [],
    },
  });
  const { freeBytes, totalBytes } = await readers.readDisk();
  t.ok(freeBytes > 0 && freeBytes < totalBytes);
  t.ok(readers.readMemoryFreeBytes() > 0);
  t.ok(readers.readCertificateEnd() > now);
  t.equal(readers.readBackups(), noBackupFacts);
  t.match(readers.readProgram(), { schema: Number, protocol: 1, upgrade: null });
  const ups = await readers.readUps();
  t.ok(ups === undefined || ups.state !== '');
});
