import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEdgeSettings } from '../../config/edge-settings.js';
import { openAttachments } from '../../journal/attachments/open-attachments.js';
import { type Journal, openJournal } from '../../journal/open.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { copyReadersOf } from '../../provisioning/backup/prove-contents.js';
import { restoreBackup } from '../../provisioning/backup/restore-backup.js';
import { boxPlace } from '../../provisioning/backup/site/places.js';
import { SiteBackups } from '../../provisioning/backup/site/site-backups.js';
import { SiteDrill } from '../../provisioning/backup/site/site-drill.js';
import { createAuthority, issueCertificate } from '../../provisioning/certificates/authority.js';
import { newKeyPair } from '../../provisioning/certificates/key-pair.js';
import { createKeySlots } from '../../provisioning/custody/key-slots.js';
import { nodePaths, readIdentity, writeIdentity, writeNode } from '../../provisioning/node-folder.js';
import { type Group, makePatients } from './bench-data.js';
import { type Bench, type Measurement, round } from './measurement.js';
import { preload } from './preload.js';

const site = parseSiteCode('7KD');
const databaseBytesMin = 1_000_000_000;
const visitsPerPatient = 12;
/** A discharge letter; what makes records of a gigabyte. */
const letterCharacters = 6_000;
const patientsPerCommit = 8;

/** A site of a gigabyte: backed up, drilled, and restored in the place of its database, as the commands do it. */
export const restore: Bench = {
  name: 'restore',
  title: 'A site of 1 GB is backed up, drilled and restored; the programs are those of the commands',
  run: async () => {
    const dir = await mkdtemp(join(tmpdir(), 'carnet-bench-'));
    try {
      return await measure(dir, await makeSite(dir));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function makeSite(dir: string): Promise<string> {
  const nowMilliseconds = Date.now();
  const authority = await createAuthority('Bench', nowMilliseconds);
  const { privateKeyPem: keyPem, publicKeyPem } = await newKeyPair(2048);
  const certificatePem = issueCertificate(authority, { code: site, publicKeyPem, extraHosts: [], nowMilliseconds });
  const https = { host: '127.0.0.1', port: 0 };
  const node = { kind: 'site', code: site, name: 'Bench', region: 'Nord', epoch: 1, https } as const;
  writeNode(dir, { ...node, links: [], hub: { name: 'Bench', url: 'https://127.0.0.1:1' } });
  writeIdentity(dir, { keyPem, certificatePem, authorityPem: authority.certificatePem });
  const key = createKeySlots(dir);
  const journal = openSite(dir, key);
  await fill(journal);
  journal.close();
  return key;
}

function openSite(dir: string, key: string): Journal {
  return openJournal({ file: nodePaths(dir).journal, key, role: 'site', site, epoch: 1 });
}

async function fill(journal: Journal): Promise<void> {
  let told = 0;
  let group: Group = [];
  for (const patient of makePatients(1_000_000)) {
    group = [...group, patient, ...lettersOf(`${patient.id}`)];
    if (group.length < patientsPerCommit * (visitsPerPatient + 1)) continue;
    await preload(journal, [group]);
    group = [];
    const { databaseBytes } = journal.counts();
    if (databaseBytes > databaseBytesMin) return;
    if (databaseBytes - told < databaseBytesMin / 20) continue;
    told = databaseBytes;
    process.stderr.write(`filled ${Math.round(databaseBytes / 1e6)} of ${databaseBytesMin / 1e6} MB\n`);
  }
}

function lettersOf(patient: string): Group {
  return Array.from({ length: visitsPerPatient }, (_, visit) => ({
    resourceType: 'Observation',
    id: `${patient.slice(0, 30)}-${visit}`,
    status: 'final',
    code: { text: 'Lettre de sortie' },
    subject: { reference: `Patient/${patient}` },
    valueString: `${patient} ${visit} `.repeat(letterCharacters).slice(0, letterCharacters),
  }));
}

async function measure(dir: string, key: string): Promise<readonly Measurement[]> {
  const journal = openSite(dir, key);
  const limits = { contentBytesMax: 1, storeBytesMax: 1 };
  const attachments = openAttachments({ ...limits, file: nodePaths(dir).attachments, key });
  const readIdentityHere = () => readIdentity(dir);
  const settings = readEdgeSettings({ file: {}, environment: {} });
  const shared = { dir, node: site, readIdentity: readIdentityHere, now: Date.now };
  const backups = new SiteBackups({ ...shared, backups: journal.backups, attachments, settings });
  const drill = new SiteDrill({
    ...{ ...shared, state: backups.state, elapsed: () => performance.now() },
    readers: copyReadersOf(dir, key),
  });
  const { versions } = journal.counts();
  const [report, backupSeconds] = await timed('backup', () => backups.take(boxPlace));
  const [[evidence], drillSeconds] = await timed('drill', () => drill.run());
  if (report.file === null || evidence?.result !== 'ok') throw new Error(`drill: ${evidence?.result}`);
  attachments.close();
  journal.close();
  const { file } = report;
  const onProgress = () => {};
  const [, restoreSeconds] = await timed('restore', () =>
    restoreBackup({ dir, kind: 'site', file, now: Date.now, onProgress }),
  );
  const [, openSeconds] = await timed('open', async () => openSite(dir, key).close());
  const conditions = { bytes: report.bytes, versions };
  const figure = (metric: string, seconds: number): Measurement => {
    return { bench: 'restore', metric, value: round(seconds), unit: 's', conditions };
  };
  return [
    figure('backup-seconds', backupSeconds),
    figure('drill-seconds', drillSeconds),
    figure('restore-seconds', restoreSeconds),
    figure('open-seconds', openSeconds),
  ];
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  process.stderr.write(`${what}: ${round(seconds)} s\n`);
  return [result, seconds];
}
