import type { Result } from '../../domain/problem';

/** The value of a result that a test takes for granted; throws the refusal with its code otherwise. */
export function sure<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.problem.code}: ${result.problem.message.en} (${result.problem.hint.en})`);
}
