/** A `meta` that keeps a resource from those who may not see what is confidential. */
export function labelled(code: 'R' | 'V' = 'R') {
  return { meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code }] } };
}
