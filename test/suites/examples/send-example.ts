import { apiLimits } from '../../../fhir-api/limits.js';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import { Problem } from '../../../protocol/problem.js';
import { problems } from '../../../protocol/problems.js';
import { canonicalise, canonicalMembers } from '../../../record/canonical.js';
import { writeMembers } from '../../../record/json-scanner.js';
import { auditType, keptApart } from '../../../record/kept-apart.js';
import type { CaseResult } from '../case-result.js';
import { bringIn, type ExampleNode, readerOf, writerOf } from './node.js';
import type { Example } from './read-examples.js';

/** Sends an example to a node, reads it back, and compares what came with what went in canonical form (rule W4). */
export async function sendExample(node: ExampleNode, given: Example): Promise<CaseResult> {
  // Of a Subscription the server chooses the id (rule F112).
  const example = given.type === keptApart ? { ...given, id: undefined } : given;
  const base = { suite: 'examples', group: `${node.face} ${example.kind}`, name: example.file };
  const written = await write(node, example);
  if ('refused' in written) {
    const { status, issues } = written.refused;
    return { ...base, outcome: 'failed', reason: `refused ${status}`, details: issues };
  }
  const { reader, address } = written;
  // It is kept and carried, and shown to nobody (rule R60).
  const answer = example.type === auditType ? await readKept(node, address) : await ask(node, reader, 'GET', address);
  if (answer.status !== 200) return { ...base, outcome: 'failed', reason: `read ${answer.status}` };
  const difference = differenceOf(example, answer.text);
  if (difference === undefined) return { ...base, outcome: 'passed' };
  return { ...base, outcome: 'failed', reason: 'different', details: [difference] };
}

async function readKept({ journal }: ExampleNode, address: string) {
  const [type = '', id = ''] = address.split('/');
  const version = await journal.records.read({ type: parseResourceType(type), id: parseResourceId(id) });
  return { status: version === undefined ? 404 : 200, text: version?.body ?? '' };
}

interface Refusal {
  readonly status: number;
  readonly issues: readonly string[];
}
type Written = { readonly address: string; readonly reader: string } | { readonly refused: Refusal };

async function write(node: ExampleNode, { type, id, text }: Example): Promise<Written> {
  const role = writerOf(type);
  if (role === undefined) return writeAside(node, type, text);
  const writer = tokenOf(node, role);
  const answer =
    id === undefined
      ? await ask(node, writer, 'POST', type, text)
      : await ask(node, writer, 'PUT', `${type}/${id}`, text);
  if (answer.status !== 200 && answer.status !== 201) return { refused: refusalOf(answer) };
  const made = (JSON.parse(answer.text) as { readonly id: string }).id;
  return { address: `${type}/${made}`, reader: writer };
}

async function writeAside(node: ExampleNode, type: string, text: string): Promise<Written> {
  try {
    return { address: await bringIn(node, text, Date.now()), reader: tokenOf(node, readerOf(type)) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const issues = error.issues.map(({ path, text: words }) => `${path}: ${words}`);
    return { refused: { status: problems[error.code].status, issues: issues.length > 0 ? issues : [error.message] } };
  }
}

function tokenOf({ tokens }: ExampleNode, role: ReturnType<typeof readerOf>): string {
  const token = role === undefined ? undefined : tokens.get(role);
  if (token === undefined) throw new Error('nobody may read the type');
  return token;
}

async function ask(
  { base }: ExampleNode,
  token: string,
  method: string,
  address: string,
  body?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/fhir+json' };
  const sent = body === undefined ? {} : { body, headers: { ...headers, 'content-type': 'application/fhir+json' } };
  // What is too large is refused before all of it was sent: who still sends, or sends more that way, may see a cut.
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(`${base}/${address}`, { method, headers, ...sent });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      if (attempt < attemptsMax) continue;
      if (Buffer.byteLength(body ?? '') <= apiLimits.requestBytesMax) throw error;
      return {
        status: 413,
        text: JSON.stringify({ issue: [{ diagnostics: 'the connection was cut while it was sent' }] }),
      };
    }
  }
}

const attemptsMax = 3;

interface Outcome {
  readonly issue?: readonly { readonly diagnostics?: string; readonly expression?: readonly string[] }[];
}

function refusalOf({ status, text }: { readonly status: number; readonly text: string }): Refusal {
  const { issue = [] } = JSON.parse(text) as Outcome;
  return {
    status,
    issues: issue.map(({ diagnostics = '', expression }) => `${expression?.[0] ?? '-'}: ${diagnostics}`),
  };
}

/** The member of the root that is not as it went; `undefined` where all are. */
function differenceOf({ id, text }: Example, received: string): string | undefined {
  const [sent, got] = [canonicalMembers(text), canonicalMembers(received)].map((members) =>
    id === undefined ? members.filter(({ key }) => key !== 'id') : members,
  );
  if (sent === undefined || got === undefined) return 'nothing came back';
  if (canonicalise(writeMembers(sent)) === canonicalise(writeMembers(got))) return undefined;
  const keys = new Set([...sent, ...got].map(({ key }) => key));
  const valueIn = (members: typeof sent, key: string) => members.find((member) => member.key === key)?.value;
  return [...keys].find((key) => valueIn(sent, key) !== valueIn(got, key)) ?? 'order';
}
