export const common = {
  save: 'Save',
  cancel: 'Cancel',
  close: 'Close',
  edit: 'Edit',
  tryAgain: 'Try again',
  loading: 'Loading',
  loadMore: 'Show more',
  listComma: ', ',
  none: 'None',
  unknown: 'Unknown',
  withheld: 'Number withheld',
  webVisitor: 'Web visitor',
  all: 'All',
  search: 'Search',
  saved: 'Saved',
  saving: 'Saving',
  language: 'Language',
  yes: 'Yes',
  no: 'No',
  seconds: '{{count}} s',
};

export const nav = {
  label: 'Main',
  desk: 'Desk',
  myPhone: 'My phone',
  board: 'Live board',
  calls: 'Calls',
  recordings: 'Recordings',
  customers: 'Customers',
  conferences: 'Rooms',
  trunks: 'Trunks',
  signalling: 'Refused',
  security: 'Security',
  settings: 'Settings',
  sessions: 'Sessions',
  deviceCheck: 'Device check',
  account: 'Account of {{name}}',
  signOut: 'Sign out',
  role: { agent: 'Agent', supervisor: 'Supervisor', administrator: 'Administrator' },
};

export const theme = {
  toDark: 'Dark theme',
  toLight: 'Light theme',
};

export const problem = {
  internal: 'Something went wrong. Try again; if it stays, tell the administrator.',
  unreachable: 'The server cannot be reached. Nothing was changed.',
  page: 'This page could not be loaded',
};

/** Codes of errors as short words, for causes in records. */
export const cause = {
  bad_input: 'bad input',
  not_found: 'not found',
  already_exists: 'exists already',
  conflict: 'conflict',
  not_signed_in: 'not signed in',
  forbidden: 'forbidden',
  too_large: 'too large',
  too_many: 'too many',
  overloaded: 'overloaded',
  timeout: 'timed out',
  unreachable: 'not reachable',
  busy: 'busy',
  no_answer: 'no answer',
  declined: 'declined',
  unsupported_media: 'media not supported',
  storage: 'disk fault',
  storage_full: 'disk full',
  corrupt: 'damaged',
  address_in_use: 'address in use',
  permission: 'no permission',
  unavailable: 'not available',
  cancelled: 'ended normally',
  internal: 'internal fault',
};

export const ribbon = {
  lost: 'Connection lost, trying again. What you type stays here.',
};

export const session = {
  title: 'Sign in to Peal',
  lead: 'Contact centre',
  user: 'Name',
  password: 'Password',
  signIn: 'Sign in',
  needUser: 'Type your name first.',
  needPassword: 'Type your password first.',
  ended: 'Your session has ended. Please sign in again.',
  customerPage: 'Try it as a customer',
};
