import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { OperationOutcomeIssue, Resource } from '@medplum/fhirtypes';
import type { FhirObject } from '../resource.js';
import type { Findings } from './finding.js';

/**
 * Evaluates the invariants of a resource (FHIRPath, by @medplum/core); its structure must already hold. What remains
 * of the structure for that validator to say counts as structure.
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
      if (issue.severity === 'error') addIssue(issue, value, findings);
    }
  }
}

function addIssue(issue: OperationOutcomeIssue, value: FhirObject, findings: Findings): void {
  const path = (issue.expression?.[0] ?? value.resourceType).replaceAll('[x]', '');
  if (issue.code === 'invariant')
    findings.rule(path, `breaks a rule of FHIR R4: ${issue.details?.text ?? 'invariant'}`);
  else if (issue.code === 'structure') findings.structure(path, 'does not have the form of its type');
}
