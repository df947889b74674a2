import { board } from './board';
import { call } from './call';
import { calls } from './calls';
import { check } from './check';
import { cause, common, nav, problem, ribbon, session, theme } from './common';
import { conferences } from './conferences';
import { customers } from './customers';
import { desk, keys, status } from './desk';
import { entries } from './entries';
import { myPhone, pins } from './my-phone';
import { recordings } from './recordings';
import { security } from './security';
import { sessions, settings } from './settings';
import { signalling } from './signalling';
import { trunks } from './trunks';

export default {
  board, call, calls, cause, check, common, conferences, customers, desk, entries, keys, myPhone, nav, pins, problem, recordings, ribbon, security, session, sessions, settings, signalling, status, theme, trunks,
};
