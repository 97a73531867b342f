import type { ChangeId } from '../../protocol/ids.js';
import { type Elements, textOf, unitNameOf } from './elements-of.js';
import { Family } from './family.js';
import { groupOf, type MergeRule, mergeRuleOf } from './kinds.js';
import { mergeGroup } from './merge-group.js';
import { type Dispute, deletedPath, type Merged, type MergeInput } from './merged.js';
import { isReviewTask, reviewTaskRule, settleReviewTask } from './review-task.js';
import { compareVersions } from './version-order.js';

/**
 * Makes one resource of the versions that did not know of each other (rules M5–M10). Pure: the same versions give the
 * same result on every node, in whatever order they come. Values stay as they were written, decimals too.
 */
export function mergeVersions(input: MergeInput): Merged {
  const family = new Family(input);
  const heads = input.heads
    .map((head) => family.version(head))
    .sort(compareVersions)
    .map(({ changeId }) => changeId);
  const live = heads.filter((head) => input.bodyOf(head) !== undefined);
  const last = live.at(-1);
  const sample = last === undefined ? undefined : input.bodyOf(last);
  const review = sample !== undefined && isReviewTask(input.type, sample);
  const rule = review ? reviewTaskRule : mergeRuleOf(input.type);
  if (last === undefined) return outcome(rule, undefined, []);
  const deletion = live.length === heads.length ? [] : [deletionOf(rule, heads, live, last)];
  if (live.length === 1) return outcome(rule, sample, deletion);
  const { elements, disputes } = mergeLive(family, rule, live);
  const settled = review
    ? settleReviewTask(
        elements,
        live.map((head) => family.elements(head)),
      )
    : elements;
  return outcome(rule, textOf(settled), [...deletion, ...disputes]);
}

/** A deletion against anything that was written meanwhile: what was written stands (rule M10). */
function deletionOf(
  rule: MergeRule,
  heads: readonly ChangeId[],
  live: readonly ChangeId[],
  cautious: ChangeId,
): Dispute {
  const values = heads.map((changeId) => ({ changeId, value: live.includes(changeId) ? 'false' : 'true' }));
  return { path: deletedPath, group: deletedPath, asked: rule.deletionAsked, values, cautious };
}

function outcome(rule: MergeRule, body: string | undefined, disputes: readonly Dispute[]): Merged {
  const asked = disputes.filter((dispute) => dispute.asked);
  const urgent = rule.priority === 'urgent' || asked.some(({ group }) => group === 'deceased');
  return { body, disputes, needsPerson: asked.length > 0, priority: urgent ? 'urgent' : 'routine' };
}

function mergeLive(
  family: Family,
  rule: MergeRule,
  heads: readonly ChangeId[],
): { readonly elements: Elements; readonly disputes: readonly Dispute[] } {
  const results = [...groupsOf(family, rule, heads)].map(([group, keys]) =>
    mergeGroup({ rule, group, keys, family, heads }),
  );
  return {
    elements: new Map(results.flatMap((result) => [...result.elements])),
    disputes: results.flatMap(({ disputes }) => disputes),
  };
}

/** The names of the elements of each group, of all heads and of what they come from. */
function groupsOf(family: Family, rule: MergeRule, heads: readonly ChangeId[]): ReadonlyMap<string, readonly string[]> {
  const versions = [...heads.map((head) => family.elements(head)), ...family.basesAmong(heads)];
  const keys = new Set(versions.flatMap((elements) => [...elements.keys()]));
  const groups = new Map<string, string[]>();
  for (const key of [...keys].sort()) {
    const group = groupOf(rule, unitNameOf(key));
    groups.set(group, [...(groups.get(group) ?? []), key]);
  }
  return groups;
}
