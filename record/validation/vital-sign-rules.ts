import { asObject, type Elements, valuesAt } from '../elements.js';
import type { Findings } from './finding.js';

const category = 'http://terminology.hl7.org/CodeSystem/observation-category';

/**
 * FHIR R4 §10.1.20: what is filed as a vital sign says its value, or why there is none, each component too. What lacks both is kept
 * all the same, since the profile is one that nobody need claim, and told to who asks.
 */
export function checkVitalSignForm(value: Elements, path: string, findings: Findings): void {
  const categories = valuesAt(value, 'category.coding').map(asObject);
  if (!categories.some((coding) => coding?.['system'] === category && coding['code'] === 'vital-signs')) return;
  const { component, hasMember } = value;
  if (component === undefined && hasMember === undefined && !isAnswered(value)) {
    findings.warn(path, 'a vital sign has a value, or the reason why there is none (vs-2)');
  }
  if (!Array.isArray(component)) return;
  component.forEach((each: unknown, index) => {
    if (!isAnswered(asObject(each) ?? {})) {
      findings.warn(`${path}.component[${index}]`, 'a vital sign has a value, or the reason why there is none (vs-3)');
    }
  });
}

function isAnswered(value: Elements): boolean {
  return Object.keys(value).some((key) => key === 'dataAbsentReason' || /^_?value[A-Z]/.test(key));
}
