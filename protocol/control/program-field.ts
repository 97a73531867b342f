import type { ByteReader, ByteWriter } from '../bytes.js';
import { type ProgramFacts, type UpgradeFacts, upgradeOutcomeNames, upgradeOutcomes } from '../facts/program-facts.js';
import type { ProblemCode } from '../problem.js';
import { isProblemCode } from '../problems.js';

const versionBytesMax = 64;
const codeBytesMax = 64;

/** The schema (0: nothing is said), the protocol, then when the last upgrade was (0: none yet) and how it ended. */
export function writeProgram(writer: ByteWriter, program: ProgramFacts | null): void {
  writer.integer(program?.schema ?? 0);
  if (program === null) return;
  const { protocol, upgrade } = program;
  writer.integer(protocol).integer(upgrade?.at ?? 0);
  if (upgrade === null) return;
  writer
    .text(upgrade.from)
    .text(upgrade.to)
    .integer(upgradeOutcomes[upgrade.outcome])
    .text(upgrade.code ?? '');
}

export function readProgram(reader: ByteReader): ProgramFacts | null {
  const schema = reader.integer();
  if (schema === 0) return null;
  const [protocol, at] = [reader.integer(), reader.integer()];
  return { schema, protocol, upgrade: at === 0 ? null : readUpgrade(reader, at) };
}

/** None where a newer site knows more ways for it to end: what one of them means cannot be said here. */
function readUpgrade(reader: ByteReader, at: number): UpgradeFacts | null {
  const [from, to, number] = [reader.text(versionBytesMax), reader.text(versionBytesMax), reader.integer()];
  const said = reader.text(codeBytesMax);
  const outcome = upgradeOutcomeNames.find((name) => upgradeOutcomes[name] === number);
  return outcome === undefined ? null : { from, to, outcome, code: codeOf(said), at };
}

/** A newer site may know more codes. */
function codeOf(said: string): ProblemCode | null {
  if (said === '') return null;
  return isProblemCode(said) ? said : 'internal';
}
