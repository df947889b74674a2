import type { components } from './generated/schema';

export type Problem = components['schemas']['Problem'];

/** An answer that is an error; `problem.detail` is a sentence in the user's language. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

/** Whether the server said that there is no such thing, or no more. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 404;
}

interface Answer<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** The data of an answer; throws ProblemError for an error, and for no answer at all. */
export async function demand<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch {
    throw new ProblemError(problemOf(null, 0));
  }
  if (answer.response.ok) return answer.data as T;
  throw new ProblemError(problemOf(answer.error, answer.response.status));
}

/** Proxies answer errors of their own, without our body. */
function problemOf(error: unknown, status: number): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error && 'detail' in error) return error as Problem;
  const unreachable = status === 0 || status >= 502;
  return { type: 'about:blank', title: '', status, detail: '', code: unreachable ? 'unreachable' : 'internal', where: '' };
}
