/**
 * From WGS-84, in which everything is kept, to GCJ-02, in which Chinese map apps draw. Only at the
 * edge, where a position is handed to one of them. The same formula as `backend/geo/measure.py`.
 */
const RADIUS_M = 6_378_245
const ECCENTRICITY_SQ = 0.006_693_421_622_965_943
const { PI, abs, cos, sin, sqrt } = Math

function shiftM(x: number, y: number): [east: number, north: number] {
  const wave = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3
  return [east, north]
}

const isInChina = (lon: number, lat: number): boolean =>
  lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271

/** Degrees in, degrees out; unchanged outside the rectangle that the formula takes for China. */
export function gcj02Of(lon: number, lat: number): [lon: number, lat: number] {
  if (!isInChina(lon, lat)) return [lon, lat]
  const [east, north] = shiftM(lon - 105, lat - 35)
  const latitude = (lat * PI) / 180
  const w = 1 - ECCENTRICITY_SQ * sin(latitude) * sin(latitude)
  const primeVertical = RADIUS_M / sqrt(w)
  const meridian = (primeVertical * (1 - ECCENTRICITY_SQ)) / w
  return [lon + (east * 180) / (primeVertical * cos(latitude) * PI), lat + (north * 180) / (meridian * PI)]
}
