export { createApi, type Api } from './client';
export { ProblemError, demand, isNotFound, type Problem } from './problem';
export { openEvents, type EventStream, type EventStreamOptions, type LinkState } from './events';
export type * from './types';
