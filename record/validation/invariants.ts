import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import type { FhirObject } from '../resource.js';
import type { Findings } from './finding.js';

/**
 * Evaluates the invariants of a resource (FHIRPath, by @medplum/core). Its structure must already hold: what that
 * validator says about structure, `validation/structure.ts` has said before, and more exactly.
 */
export function checkInvariants(value: FhirObject, findings: Findings): void {
  try {
    validateResource(value as unknown as Resource);
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) {
      findings.rule(value.resourceType, 'its invariants could not be evaluated');
      return;
    }
    for (const issue of error.outcome.issue) {
      if (issue.severity !== 'error' || issue.code !== 'invariant') continue;
      const path = (issue.expression?.[0] ?? value.resourceType).replaceAll('[x]', '');
      findings.rule(path, `breaks a rule of FHIR R4: ${issue.details?.text ?? 'invariant'}`);
    }
  }
}
