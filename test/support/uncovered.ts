/**
 * Environment of a program that a test starts through tsx. The runner counts which parts of a file ran by their places in
 * what was made of it; tsx makes other code of it than the runner does, and both under one name spoil the count.
 */
export const uncovered = { _TAPJS_PROCESSINFO_COVERAGE_: '0' } as const;
