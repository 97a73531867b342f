/** How deep JSON may be nested; FHIR R4 resources stay far below it. */
export const nestingDepthMax = 64;
/** Issues that one refusal lists; more would only be noise. */
export const issuesMax = 20;
/** Operations of one patch. */
export const patchOperationsMax = 1_000;
/** Characters of one FHIRPath of a patch. */
export const patchPathCharactersMax = 1_000;
/** Elements of one profile. */
export const profileElementsMax = 10_000;
/** Characters of one FHIRPath of a profile. */
export const expressionCharactersMax = 4_000;
/** In how many ways a regular expression of a profile may be read. */
export const patternChoicesMax = 10_000;
/** What one resource may cost to check against profiles: elements looked at, those of its slices as often as they are tried. */
export const profileStepsMax = 200_000;
/** References, one behind the other, whose targets are checked by profiles to tell what they are. */
export const profileDepthMax = 64;
