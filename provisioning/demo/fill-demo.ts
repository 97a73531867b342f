import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../protocol/problem.js';
import { callControl } from '../control/client.js';
import { importFiles } from '../import/import-files.js';
import type { VerbResult } from '../verbs/verb-map.js';
import type { DemoFolder } from './demo-folder.js';
import { patientsOf, referralsOf } from './demo-records.js';
import { loadHistories, loadMissing } from './load-records.js';
import type { PatientHistory } from './population/population.js';
import type { RunningDemo, RunningSite } from './running-demo.js';
import type { Screen } from './screen.js';

const organizationMillisecondsMax = 30_000;

export interface FillOptions {
  readonly demo: RunningDemo;
  readonly folder: DemoFolder;
  readonly screen: Screen;
  /** `synthetic`, or a folder of files to import at the first hospital. */
  readonly data: string;
  /** Load the demo patient only: enough for `--once`. */
  readonly least: boolean;
}

/** What the rest of the demo speaks of. */
export interface DemoPatient {
  /** `Patient/…`; referred to the second hospital. */
  readonly reference: string;
  readonly name: string;
}

/** Fills the hospitals with synthetic patients, or the first with a folder of files; what stands already is left. */
export async function fillDemo(options: FillOptions): Promise<DemoPatient | undefined> {
  const [first, second] = options.demo.sites;
  if (first === undefined) return undefined;
  const { presentMilliseconds } = options.folder.state;
  const synthetic = options.data === 'synthetic';
  const own = { ...first.records, organization: await organizationOf(first, first.node.code) };
  const histories = patientsOf(own, 1, presentMilliseconds);
  const wanted = options.least || !synthetic ? histories.slice(0, 1) : histories;
  await load(options, first, wanted);
  if (second !== undefined) {
    const target = { ...second.records, organization: await organizationOf(first, second.node.code) };
    await loadMissing(first.doctor, referralsOf(wanted, own, target, presentMilliseconds));
  }
  if (!options.least && synthetic) {
    for (const [index, site] of options.demo.sites.slice(1).entries()) {
      const records = { ...site.records, organization: await organizationOf(site, site.node.code) };
      await load(options, site, patientsOf(records, index + 2, presentMilliseconds));
    }
  }
  if (!synthetic && !options.least) await importFolder(options, first);
  return demoPatientOf(histories[0]);
}

async function load(options: FillOptions, site: RunningSite, histories: readonly PatientHistory[]): Promise<void> {
  const began = performance.now();
  const { name } = site.records;
  await loadHistories(site.doctor, histories, ({ done, all }) => {
    options.screen.progress({ en: `Patients of ${name}`, fr: `Patients : ${name}` }, done, all, began);
  });
}

/** The reference data of the hub reaches a hospital over its links: wait for the other hospital's Organization. */
async function organizationOf(site: RunningSite, code: string): Promise<string> {
  const deadline = performance.now() + organizationMillisecondsMax;
  const query = `/fhir/Organization?identifier=${encodeURIComponent(`urn:carnet:site|${code}`)}`;
  while (performance.now() < deadline) {
    const found = (await site.doctor.json('GET', query)) as { entry?: readonly { resource: { id: string } }[] };
    const id = found.entry?.[0]?.resource.id;
    if (id !== undefined) return `Organization/${id}`;
    await sleep(100);
  }
  throw new Problem('time-out', `${site.records.name} did not hear from the hub`);
}

async function importFolder({ data, folder, screen }: FillOptions, site: RunningSite): Promise<void> {
  const path = resolve(data);
  if (folder.state.imported.includes(path)) return;
  const files = filesOf(path);
  const began = performance.now();
  const report = await importFiles({
    ...{ dir: site.dir, files, input: process.stdin, mapping: undefined, dryRun: false },
    ...{ operator: 'demo', language: 'en', shouldStop: () => false, onFinding: () => {} },
    call: async (verb, args) => (await callControl(site.dir, verb, args)) as VerbResult<typeof verb>,
    onProgress: ({ bytesRead, bytesAll }) => {
      const words = { en: `Importing ${path} (kB)`, fr: `Import : ${path} (ko)` };
      screen.progress(words, Math.round(bytesRead / 1000), Math.round(bytesAll / 1000), began);
    },
  });
  const { stored, unchanged, refused } = report;
  screen.say({
    en: `${stored} resources stored, ${unchanged} were here already, ${refused} refused`,
    fr: `${stored} ressources enregistrées, ${unchanged} déjà présentes, ${refused} refusées`,
  });
  folder.save({ ...folder.state, imported: [...folder.state.imported, path] });
}

/** @throws Problem `not-found`, `usage-wrong` when there is nothing to import */
export function filesOf(path: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(path);
  } catch (cause) {
    throw new Problem('not-found', path, [], { cause });
  }
  const files = names.filter((name) => /\.(ndjson|json)$/i.test(name)).sort(patientsFirst);
  if (files.length === 0) throw new Problem('usage-wrong', `no .ndjson or .json file in ${path}`);
  return files.map((name) => join(path, name));
}

function patientsFirst(left: string, right: string): number {
  const rank = (name: string) => (name.startsWith('Patient') ? 0 : 1);
  return rank(left) - rank(right) || (left < right ? -1 : 1);
}

function demoPatientOf(history: PatientHistory | undefined): DemoPatient | undefined {
  const patient = history?.patient as { id?: string; name?: readonly { family: string; given: readonly string[] }[] };
  const name = patient?.name?.[0];
  if (patient?.id === undefined || name === undefined) return undefined;
  return { reference: `Patient/${patient.id}`, name: `${name.family} ${name.given.join(' ')}` };
}
