import { expect, test } from 'vitest';
import { demand, ProblemError } from './problem';

const problem = { type: '/problems/conflict', title: 'No', status: 409, detail: 'There is no call to put on hold.', code: 'conflict', where: 'refuse.not_talking' };

test('gives the data of an answer', async () => {
  await expect(demand(Promise.resolve({ data: { position: 3 }, response: new Response('', { status: 200 }) }))).resolves.toEqual({ position: 3 });
});

test("an error carries the server's own sentence", async () => {
  const asked = demand(Promise.resolve({ error: problem, response: new Response('', { status: 409 }) }));
  await expect(asked).rejects.toThrow('There is no call to put on hold.');
});

test('no answer and a proxy in the way are told from a fault of the server', async () => {
  const code = async (asked: Promise<unknown>): Promise<string> => {
    const error: unknown = await asked.catch((one: unknown) => one);
    return error instanceof ProblemError ? error.problem.code : '';
  };
  expect(await code(demand(Promise.reject(new TypeError('failed to fetch'))))).toBe('unreachable');
  expect(await code(demand(Promise.resolve({ error: 'Bad gateway', response: new Response('', { status: 502 }) })))).toBe('unreachable');
  expect(await code(demand(Promise.resolve({ error: '', response: new Response('', { status: 500 }) })))).toBe('internal');
});
