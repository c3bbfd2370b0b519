/** Cells drift: worth a check at 30 days, a new calibration at 90 (docs/calibration.md). */
export const calibrationWarnDays = 30
export const calibrationUrgeDays = 90
