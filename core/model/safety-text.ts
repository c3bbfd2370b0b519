/** Printed on every report. */
export const safetyText =
  'Sitbone is open-source software for self-tracking and research, not a medical device. Low-cost sensors err by up to 25 %. A limit is the person\u2019s own. Please see a clinician about pain that worries you.'
