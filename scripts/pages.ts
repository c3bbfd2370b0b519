/** Every page of the app, by name. */
export const pages = {
  now: '/',
  day: '/day',
  replay: '/replay',
  diary: '/diary',
  review: '/review',
  'first-week': '/first-week',
  tolerance: '/tolerance',
  settings: '/settings',
  calibration: '/calibration',
  'simulator-console': '/simulator-console',
}
