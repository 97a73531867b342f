import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { makeRecords, onlySummary, type PatientRecord } from '../bench/patient-records.js';
import { type Arrival, type Downloaded, fetchSummaries, untilWhole } from './downloads.js';
import type { Hospital } from './hospital.js';
import type { Population } from './scenario.js';
import type { Workstation } from './workstation.js';

/** The patients of a scenario: at the hub from elsewhere, or at the site before it loses them. */
export class People {
  readonly #hospital: Hospital;
  readonly #population: Population | undefined;
  #records: readonly PatientRecord[] = [];
  #downloaded: Downloaded | undefined;

  constructor(hospital: Hospital, population: Population | undefined) {
    this.#hospital = hospital;
    this.#population = population;
  }

  /** @returns how many changes of them wait at the site */
  async fill(): Promise<number> {
    if (this.#population === undefined) return 0;
    const { at, patients } = this.#population;
    const made = makeRecords(patients, `lab-${at}`);
    // Every other one is known by the summary alone, so that its bytes can be counted.
    this.#records =
      at === 'site' ? made : made.map((record, index) => (index % 2 === 0 ? record : onlySummary(record)));
    const written = await this.#hospital.fillWith(
      at,
      this.#records.flatMap(({ groups }) => groups),
    );
    return at === 'site' ? written : 0;
  }

  async fetch(staff: Workstation, countBytes: () => Promise<number>): Promise<void> {
    const asked = this.#records.map(({ patient }, index) => ({ patient, isSummary: index % 2 === 1 }));
    this.#downloaded = await fetchSummaries(staff, asked, countBytes);
  }

  async untilWhole(staff: Workstation, secondsMax: number, now: () => Promise<Arrival>): Promise<void> {
    this.#downloaded = await untilWhole(staff, this.#firstAndLast(), secondsMax, now);
  }

  #firstAndLast(): readonly string[] {
    return [this.#records.at(0), this.#records.at(-1)].flatMap((record) => record?.patient ?? []);
  }

  /** Read once the programs have ended. */
  async downloaded(): Promise<Downloaded | undefined> {
    if (this.#downloaded === undefined || this.#population?.at !== 'site') return this.#downloaded;
    const site = await this.#hospital.openSite();
    let missing = 0;
    for (const { resourceType, id = '' } of this.#records.flatMap(({ groups }) => groups.flat())) {
      const key = { type: parseResourceType(resourceType), id: parseResourceId(id) };
      if ((await site.records.read(key)) === undefined) missing += 1;
    }
    site.close();
    return { ...this.#downloaded, missing };
  }
}
