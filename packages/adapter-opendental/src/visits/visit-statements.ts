import { KEYS } from '../database/by-keys.js';

const VISITS = `
  SELECT a.AptNum, a.NextAptNum, a.PatNum, p.PatStatus, a.AptStatus, DATEDIFF(a.AptDateTime, CURDATE()) AS daysAhead,
    DATE(a.DateTimeSeated) = CURDATE() AND TIME(a.DateTimeSeated) > '00:00:00' AS seated,
    a.ProvNum, a.ProvHyg, a.Op, a.ClinicNum, a.AppointmentTypeNum
  FROM appointment a LEFT JOIN patient p ON p.PatNum = a.PatNum`;

/** In the book from today to so many days (exclusive) after it, the soonest first. */
export const SCHEDULED = `${VISITS}
  WHERE a.AptStatus IN (1, 4) AND a.AptDateTime >= CURDATE() AND a.AptDateTime < CURDATE() + INTERVAL ? DAY
  ORDER BY a.AptDateTime, a.AptNum`;

/** Planned for an active or prospective patient, and carried out by no other visit: a book keeps plans that nobody will carry out. */
export const PLANNED = `${VISITS} LEFT JOIN appointment s ON s.NextAptNum = a.AptNum
  WHERE a.AptStatus = 6 AND s.AptNum IS NULL AND p.PatStatus IN (0, 6)
  ORDER BY a.AptNum`;

export const BY_NUMBER = `${VISITS} WHERE a.AptNum IN (${KEYS})`;

/** The first visit that was made of each planned one. */
export const CARRIED_OUT = `
  SELECT NextAptNum AS planned, MIN(AptNum) AS visit FROM appointment WHERE NextAptNum IN (${KEYS}) GROUP BY NextAptNum`;

/** Empty where the table is. */
export const ANY_VISIT = 'SELECT AptNum FROM appointment ORDER BY AptNum LIMIT 1';
export const ANY_PROCEDURE = 'SELECT ProcNum FROM procedurelog ORDER BY ProcNum LIMIT 1';
export const ANY_CODE = 'SELECT CodeNum FROM procedurecode ORDER BY CodeNum LIMIT 1';

const procedures = (visit: string): string => `
  SELECT p.ProcNum, p.${visit} AS visit, p.ProcStatus, p.ToothNum, p.ToothRange, p.Surf, c.ProcCode, c.Descript, c.TreatArea
  FROM procedurelog p STRAIGHT_JOIN procedurecode c ON c.CodeNum = p.CodeNum
  WHERE p.${visit} IN (${KEYS})`;

/** Treatment-planned and completed ones. */
export const PROCEDURES = `${procedures('AptNum')} AND p.ProcStatus IN (1, 2)`;

/**
 * Those of planned visits; one that also belongs to a scheduled visit is not counted twice. Most procedures have no
 * visit, so that a server must not look for these by AptNum: hence the sum.
 */
export const PLANNED_PROCEDURES = `${procedures('PlannedAptNum')} AND p.AptNum + 0 = 0 AND p.ProcStatus = 1`;

export const MISSING_TEETH = `SELECT PatNum, ToothNum FROM toothinitial WHERE PatNum IN (${KEYS}) AND InitialType = 0`;

export const OPERATORIES = `SELECT OperatoryNum AS number, OpName AS name, Abbrev AS abbreviation FROM operatory WHERE OperatoryNum IN (${KEYS})`;

export const APPOINTMENT_TYPES = `
  SELECT AppointmentTypeNum AS number, AppointmentTypeName AS name, '' AS abbreviation FROM appointmenttype
  WHERE AppointmentTypeNum IN (${KEYS})`;
