/** The first part of each page's address; the empty one is the page *Now*. `tester` is the console's earlier name, which people have kept. */
export const pageNames = [
  '',
  'day',
  'replay',
  'diary',
  'review',
  'tolerance',
  'first-week',
  'settings',
  'calibration',
  'simulator-console',
  'account',
  'sharing',
  'people',
  'sitters',
  'join',
  'tester',
] as const
