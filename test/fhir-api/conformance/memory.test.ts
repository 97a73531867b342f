import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { type Ended, SiteProcess, signIn } from '../../durability/kills/site-process.js';
import { SiteTemplate } from '../../durability/kills/site-template.js';
import { validResources } from '../../support/bad-input.js';
import { freePortRun } from '../../support/free-port.js';
import { mutate, pick } from '../../support/mutations.js';
import { tokenOf } from '../../support/programs-people.js';
import { ProgramProcess } from '../../support/programs-process.js';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { withoutSecondFactor } from '../../support/without-second-factor.js';

t.setTimeout(1_800_000);

const megabyte = 1024 * 1024;
/** What the program may keep and make on the heap of its JavaScript: with more it ends. A site at rest has 40 MB there. */
const heapMegabytesMax = 192;
/** What it may have in memory at any moment beyond what it had before it was fed. */
const peakMegabytesMax = 450;
/** What it may have more after later rounds than after the first three: about what one round brings. */
const growthMegabytesMax = 60;
/** What is left over lies about until somebody collects it, which on a busy machine comes late; what is kept grows on. */
const rounds = { least: 6, most: 14 } as const;

/** A number of megabytes of `/proc/PID/status`: `VmRSS` is what is in memory, `VmHWM` the most that was (proc(5)). */
function megabytes(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes] =
    new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kibibytes === undefined) throw new Error(`no ${name}`);
  return Number(kibibytes) / 1024;
}

interface Bad {
  readonly method: 'POST' | 'PATCH' | 'GET';
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
}

const long = 'x'.repeat(15 * megabyte);
const grown = Array.from({ length: 60 }, (_, index) => ({
  ...{ op: 'copy', from: index === 0 ? '/name' : '/extension' },
  path: index === 0 ? '/extension' : '/extension/-',
}));

/** Bad input of each kind, 65 MB in all; `patient` is one that is there. */
function badOf(patient: string, random: SeededRandom): readonly Bad[] {
  const entries = '{"request":{"method":"GET","url":"Patient/x"}},'.repeat(100_000);
  const damaged = Array.from({ length: 30 }, (): Bad => {
    const resource = pick(validResources, random) as { readonly resourceType: string };
    // One that is taken would stay, and is no bad input.
    return { method: 'POST', path: 'Patient', body: `${mutate(JSON.stringify(resource), random)},` };
  });
  return [
    { method: 'POST', path: 'Patient', body: `{"resourceType":"Patient","name":[{"text":"${long}"}]}` },
    { method: 'POST', path: 'Patient', body: '['.repeat(15 * megabyte) },
    { method: 'POST', path: 'Patient', body: `{"a":${'[1,'.repeat(2 * megabyte)}` },
    { method: 'POST', path: '', body: `{"resourceType":"Bundle","type":"transaction","entry":[${entries}{}]}` },
    { method: 'POST', path: '', body: `{"resourceType":"Bundle","type":"batch","entry":[${entries}7]}` },
    {
      ...{ method: 'POST', path: 'Patient/_search', body: `name=${'a,'.repeat(4 * megabyte)}` },
      type: 'application/x-www-form-urlencoded',
    },
    { method: 'PATCH', path: patient, body: JSON.stringify(grown), type: 'application/json-patch+json' },
    { method: 'GET', path: `Patient?name=${'a,'.repeat(3_000)}` },
    { method: 'GET', path: `Observation?patient.${'link:Patient.'.repeat(200)}name=x` },
    ...damaged,
  ];
}

/** A program in a process of its own, and what opens its API. */
interface Fed {
  readonly pid: number;
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly ended: () => Promise<Ended>;
}

/** What is known of a program that does not answer. */
async function stateOf({ ended }: Fed): Promise<string> {
  const state = await Promise.race([ended(), pause(2_000, 'it runs')]);
  return typeof state === 'string' ? state : `${state.signal ?? state.exitCode}: ${state.errors.slice(0, 2_000)}`;
}

class BadSender {
  readonly #program: Fed;
  bytes = 0;

  constructor(program: Fed) {
    this.#program = program;
  }

  async send({ method, path, body = '', type = 'application/fhir+json' }: Bad): Promise<Response> {
    const headers = { ...this.#program.headers, ...(method !== 'GET' && { 'content-type': type }) };
    this.bytes += body.length;
    return fetch(`${this.#program.base}/fhir/${path}`, { method, headers, ...(method !== 'GET' && { body }) });
  }

  /** Sends something bad and hears the refusal out. */
  async refused(t: Test, bad: Bad): Promise<void> {
    const place = `${bad.method} ${bad.path.slice(0, 60)} of ${bad.body?.slice(0, 60)}`;
    const answer = await this.send(bad).catch(async (cause: unknown) => {
      const state = await stateOf(this.#program);
      throw new Error(`nobody answers any more, as when the heap is full: ${place}; ${state}`, { cause });
    });
    const text = await answer.text();
    if (answer.status < 400 || answer.status >= 500) t.fail(`${answer.status}: ${place}`);
    if (text.length > 64 * 1024) t.fail(`an answer of ${text.length} characters: ${place}`);
  }

  async versions(): Promise<number> {
    const bundle = (await (await this.send({ method: 'GET', path: '_history?_count=200' })).json()) as { entry?: [] };
    return bundle.entry?.length ?? 0;
  }
}

const environment = { NODE_OPTIONS: `--max-old-space-size=${heapMegabytesMax}` };

t.test('[F48] the memory of a site’s program is bounded while it is fed bad input, and none of it stays', async (t) => {
  const template = await SiteTemplate.make();
  t.teardown(() => template.remove());
  const dir = template.copy();
  const site = new SiteProcess({ dir, environment });
  t.teardown(() => site.kill());
  await site.ready();
  const headers = { cookie: await signIn(dir, site.base) };
  await feed(t, { pid: site.pid, base: site.base, headers, ended: () => site.ended() });
});

t.test(
  '[F48] the memory of the hub’s program is bounded while it is fed bad input, and none of it stays',
  async (t) => {
    const dir = join(temporaryFolder(t), 'hub');
    const port = await freePortRun(3);
    const at = (number: number) => ({ host: '127.0.0.1', port: number });
    await createHub({
      ...{ dir, name: 'Test', hosts: ['127.0.0.1'], nowMilliseconds: Date.now() },
      ...{ https: at(port), mqtt: at(port + 1), http: at(port + 2), makeKeyPair: stockKeyPairs },
      keepRoot: () => {},
    });
    withoutSecondFactor(dir);
    const hub = new ProgramProcess(t, 'central-hub', ['--dir', dir], { environment });
    await hub.ready();
    const headers = { authorization: `Bearer ${await tokenOf(dir, 'doctor')}` };
    await feed(t, { pid: hub.pid, base: `http://127.0.0.1:${port + 2}`, headers, ended: () => hub.ended() });
  },
);

const least = (values: readonly number[]) => Math.min(...values);

/** What is in memory at the least after later rounds, beyond that after the first half of the least. */
function growthOf(after: readonly number[]): number {
  const half = rounds.least / 2;
  return least(after.slice(half)) - least(after.slice(0, half));
}

/** Feeds a program, six times over or more, and looks at what it has in memory meanwhile and afterwards. */
async function feed(t: Test, program: Fed): Promise<void> {
  const sender = new BadSender(program);
  const made = await sender.send({
    ...{ method: 'POST', path: 'Patient', body: '{"resourceType":"Patient","name":[{"text":"x"}]}' },
  });
  const patient = `Patient/${((await made.json()) as { id: string }).id}`;
  const random = seededRandom(48);
  const versions = await sender.versions();
  const before = megabytes(program.pid, 'VmRSS');
  // From here on the most is counted anew (proc(5), clear_refs).
  writeFileSync(`/proc/${program.pid}/clear_refs`, '5');
  const after: number[] = [];
  const isSettled = () => after.length >= rounds.least && growthOf(after) < growthMegabytesMax;
  for (let round = 0; round < rounds.most && !isSettled(); round += 1) {
    const list = badOf(patient, random);
    // The large ones at once, too: what many do beside each other is bounded like what one does.
    if (round % 2 === 0) for (const bad of list) await sender.refused(t, bad);
    else await Promise.all(list.map((bad) => sender.refused(t, bad)));
    after.push(megabytes(program.pid, 'VmRSS'));
  }
  const peak = megabytes(program.pid, 'VmHWM') - before;
  const growth = growthOf(after);
  const said = `${Math.round(sender.bytes / megabyte)} MB were sent; before ${Math.round(before)} MB, then ${after.map(Math.round)}`;
  t.comment(`${said}, at most ${Math.round(peak)} more`);
  t.ok(peak < peakMegabytesMax, `${Math.round(peak)} MB at most; ${said}`);
  t.ok(growth < growthMegabytesMax, `${Math.round(growth)} MB more; ${said}`);
  t.equal(await sender.versions(), versions, 'and nothing was stored');
}
