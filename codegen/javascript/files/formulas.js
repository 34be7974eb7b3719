// What printed formulas call.  Where a formula has no value, these throw a RangeError.

/** A number that exists: not a division by zero, the root of a negative number, or past 1.8e308. */
export function defined(value) {
  if (!Number.isFinite(value)) throw new RangeError("the formula has no value here");
  return value;
}

/** A number as a double; a bigint past 1.8e308 is none. */
export function real(value) {
  return typeof value === "bigint" ? defined(Number(value)) : value;
}

export function divided(dividend, divisor) {
  return divisor === 0 ? defined(NaN) : dividend / divisor;
}

/** The remainder of a floor division: it has the sign of the divisor.  Of two numbers or of two bigints. */
export function modulo(dividend, divisor) {
  if (divisor === 0) return defined(NaN);
  const remainder = dividend % divisor;
  return remainder && remainder < 0 !== divisor < 0 ? remainder + divisor : remainder;
}

export function least(...values) {
  return values.reduce((a, b) => (b < a ? b : a));
}

export function most(...values) {
  return values.reduce((a, b) => (b > a ? b : a));
}

/** The whole number at or below another one. */
export function floor(value) {
  return typeof value === "bigint" ? value : defined(Math.floor(value));
}

/** Whether each value is above the one before. */
export function ascending(values) {
  return values.every((value, place) => place === 0 || values[place - 1] < value);
}

/** How many of some ascending boundaries are at or below a step. */
function passed(boundaries, step) {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (step < boundaries[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The value between two boundaries; at a boundary the next one holds already. */
export function piecewise(step, boundaries, values) {
  return values[passed(boundaries, step)] ?? defined(NaN);
}

/** The rate of the schedule whose turn it is; each counts steps from its own boundary. */
export function sequence(step, boundaries, schedules) {
  const place = passed(boundaries, step);
  const schedule = schedules[place] ?? defined(NaN);
  return schedule(place === 0 ? step : step - boundaries[place - 1]);
}

/** Whether a rule holds; one whose formula has no value is broken. */
export function holds(rule) {
  try {
    return rule();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
