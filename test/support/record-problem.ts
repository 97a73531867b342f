import { Problem } from '../../protocol/problem.js';

/** The Problem that an action throws; anything else goes on. */
export function problemOf(action: () => unknown): Problem | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return undefined;
}
