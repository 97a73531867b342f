import ts from 'typescript';
import { type SourceFile, visit } from './project.js';

/** The numbers of the rules of `protocol/SPEC.md`. */
export function rulesOf(specification: string): ReadonlySet<string> {
  return new Set([...specification.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, rule]) => rule ?? ''));
}

/** The rules that test names cite: texts that start with `[S4]`, `[S4][S5]` and so on. */
export function rulesCited(tests: readonly SourceFile[]): ReadonlyMap<string, string> {
  const cited = new Map<string, string>();
  for (const { path, tree } of tests) {
    visit(tree, (node) => {
      const text = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) ? node.text : '';
      const [citation] = /^(\[[A-Z]\d+\])+ /.exec(text) ?? [];
      for (const [, rule] of citation?.matchAll(/\[([A-Z]\d+)\]/g) ?? []) if (rule !== undefined) cited.set(rule, path);
    });
  }
  return cited;
}

/** The rules that comments and documents name as `rule S4` or `rules S4, S5`; an unknown one misleads. */
export function rulesNamed(text: string): ReadonlySet<string> {
  const lists = [...text.matchAll(/\brules? ((?:[A-Z]\d+(?:, | and |–)?)+)/g)];
  return new Set(lists.flatMap(([, list]) => [...(list ?? '').matchAll(/[A-Z]\d+/g)].map(([rule]) => rule)));
}
