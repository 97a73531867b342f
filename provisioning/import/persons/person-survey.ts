import { Problem } from '../../../protocol/problem.js';
import type { Elements } from '../../../record/elements.js';
import { writePatientName } from '../../../record/identity/patient-name.js';
import { areAtOdds, type BirthMarks, personKey, personMarks } from '../../../record/identity/same-person.js';
import type { AskedPerson, PersonFound } from '../../verbs/import-persons.js';
import { FileFault } from '../file-fault.js';
import { patientsMax } from '../limits.js';
import { MarkTable } from './mark-table.js';

/** Where a resource stands: the number of its file, and its line or entry. */
export interface Place {
  readonly file: number;
  readonly line: number;
}

/** Two records that are one person, or may be. */
export interface Duplicate extends Place {
  /** `Patient/…` as the file has it. */
  readonly record: string;
  /** The other one: in the file at `otherPlace`, or standing here. */
  readonly other: string;
  readonly otherPlace: Place | undefined;
  /**
   * `same-record`: one id twice in the file · `same-identifier`: taken for one person and joined · `at-odds`: the same
   * identifier, but another birth date or sex: refused · `several`: more than one record here has it: refused ·
   * `possible`: same name, birth date and sex: named, never joined.
   */
  readonly kind: 'same-record' | 'same-identifier' | 'at-odds' | 'several' | 'possible';
  /** For the file of the administrator only. */
  readonly name: string;
  readonly birthDate: string;
}

interface Known {
  readonly id: string;
  readonly place: Place;
  readonly marks: BirthMarks;
}

interface Surveyed {
  readonly id: string;
  readonly place: Place;
  readonly patient: Elements;
}

type AskPersons = (persons: readonly AskedPerson[]) => Promise<readonly PersonFound[]>;

const askedMax = 100;

/** Compares the patients of an import with each other and with those that stand here, before anything is written. */
export class PersonSurvey {
  readonly #ask: AskPersons;
  readonly #table = new MarkTable();
  readonly #persons: Known[] = [];
  readonly #waiting: (Omit<Surveyed, 'id'> & { readonly number: number; readonly asked: AskedPerson })[] = [];
  readonly #aliases = new Map<string, string>();
  readonly #refused = new Map<string, Problem>();
  /** Pairs that were told, each once. */
  readonly #told = new Set<string>();
  readonly #onDuplicate: (duplicate: Duplicate) => void;

  constructor(ask: AskPersons, onDuplicate: (duplicate: Duplicate) => void) {
    this.#ask = ask;
    this.#onDuplicate = onDuplicate;
  }

  /** Whether any patient goes by another id than its file says. */
  get hasAliases(): boolean {
    return this.#aliases.size > 0;
  }

  /** The id under which the person of an id is kept. */
  idOf(id: string): string {
    let found = id;
    for (let next = this.#aliases.get(found); next !== undefined && next !== id; next = this.#aliases.get(found))
      found = next;
    return found;
  }

  /** Why a patient of the file is not taken. */
  refusalOf({ file, line }: Place): Problem | undefined {
    return this.#refused.get(`${file}:${line}`);
  }

  /** @throws Problem `too-large` */
  async add(id: string, patient: Elements, place: Place, isPart: boolean): Promise<void> {
    if (this.#persons.length >= patientsMax) throw new Problem('too-large', `more than ${patientsMax} patients`);
    const marks = personMarks(patient);
    const { birthDate, gender } = marks;
    const number = this.#persons.push({ id, place, marks: { birthDate, gender } }) - 1;
    this.#waiting.push({ number, asked: { ...marks, id, isPart }, place, patient });
    if (this.#waiting.length >= askedMax) await this.finish();
  }

  /** Asks about those who wait; each is compared with who stands here first, and then with those before it in the files. */
  async finish(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    if (waiting.length === 0) return;
    const found = await this.#ask(waiting.map(({ asked }) => asked));
    for (const [index, { number, asked, place, patient }] of waiting.entries()) {
      const self = { id: asked.id, place, patient };
      const { same, verdict, possible } = found[index] ?? { same: undefined, verdict: undefined, possible: [] };
      if (same !== undefined && verdict !== undefined) this.#take(verdict, self, { id: same });
      this.#compare(number, asked, self);
      for (const other of possible) if (other !== same) this.#tell('possible', self, { id: other });
    }
  }

  /** With those that came before in the file. */
  #compare(number: number, { id, isPart, ...marks }: AskedPerson, self: Surveyed): void {
    const again = this.#table.keep(`id ${id}`, number);
    const twin = again === undefined ? undefined : this.#persons[again];
    // An id of the file's own says that both are one record, whatever was corrected; a row's follows from its identifier.
    if (twin !== undefined) this.#take(isPart && areAtOdds(twin.marks, marks) ? 'at-odds' : 'same-record', self, twin);
    const told = new Set<string>([id]);
    for (const { system, value } of marks.identifiers) {
      const other = this.#otherOf(`${system}|${value}`, number);
      if (other === undefined || told.has(other.id)) continue;
      told.add(other.id);
      const isOut = this.refusalOf(other.place) !== undefined || this.refusalOf(self.place) !== undefined;
      // Who is not taken himself says nothing of another.
      if (isOut) this.#tell('possible', self, other);
      else this.#take(areAtOdds(other.marks, marks) ? 'at-odds' : 'same-identifier', self, other);
    }
    const key = personKey(marks);
    const namesake = key === undefined ? undefined : this.#otherOf(`person ${key}`, number);
    if (namesake !== undefined && !told.has(namesake.id)) this.#tell('possible', self, namesake);
  }

  #otherOf(mark: string, number: number) {
    const found = this.#table.keep(mark, number);
    return found === undefined ? undefined : this.#persons[found];
  }

  #take(kind: Duplicate['kind'], self: Surveyed, other: { readonly id: string; readonly place?: Place }): void {
    if (kind === 'same-identifier' && self.id !== other.id && this.idOf(other.id) !== this.idOf(self.id)) {
      this.#aliases.set(this.idOf(self.id), this.idOf(other.id));
    }
    if (kind === 'at-odds' || kind === 'several') {
      this.#refused.set(`${self.place.file}:${self.place.line}`, notTheSame(kind, `Patient/${other.id}`));
    }
    this.#tell(kind, self, other);
  }

  #tell(kind: Duplicate['kind'], self: Surveyed, other: { readonly id: string; readonly place?: Place }): void {
    const pair = [kind, ...[self.id, other.id].sort()].join(' ');
    if (self.id !== other.id && this.#told.has(pair)) return;
    this.#told.add(pair);
    this.#onDuplicate({
      ...self.place,
      ...{ kind, record: `Patient/${self.id}`, other: `Patient/${other.id}`, otherPlace: other.place },
      ...{ name: writePatientName(self.patient), birthDate: String(self.patient['birthDate'] ?? '') },
    });
  }
}

function notTheSame(kind: 'at-odds' | 'several', other: string): FileFault {
  if (kind === 'several') {
    return new FileFault('already-exists', {
      en: `Patient.identifier stands on several records here, one of them ${other}; merge these first`,
      fr: `Patient.identifier figure sur plusieurs dossiers ici, dont ${other} ; fusionnez-les d’abord`,
    });
  }
  return new FileFault('already-exists', {
    en: `the same identifier or id as ${other}, but another birth date or sex`,
    fr: `même identifiant que ${other}, mais autre date de naissance ou autre sexe`,
  });
}
